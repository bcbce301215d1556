package io.understudy.client;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// A whole listing: the next page is fetched when the one before is used up.
///
/// ```java
/// for (Host host : Paged.of(cursor -> client.hosts().listHosts(cursor, 200), PageHost::getItems,
/// PageHost::getNextCursor)) { ... }
/// ```
///
/// Every walk begins at the first page. Nothing is kept but the present page.
public final class Paged<T> implements Iterable<T> {
    private final Function<@Nullable String, Page<T>> fetch;

    private Paged(Function<@Nullable String, Page<T>> fetch) {
        this.fetch = fetch;
    }

    /// @param fetch gets the page at a cursor; the first page with null
    /// @param items what is on a page
    /// @param nextCursor the cursor of the page after it; null on the last
    public static <P, T> Paged<T> of(
            Function<@Nullable String, P> fetch, Function<P, List<T>> items, Function<P, @Nullable String> nextCursor) {
        return new Paged<>(cursor -> {
            P page = fetch.apply(cursor);
            return new Page<>(items.apply(page), nextCursor.apply(page));
        });
    }

    @Override
    public Iterator<T> iterator() {
        return new Walk<>(fetch);
    }

    public Stream<T> stream() {
        return StreamSupport.stream(spliterator(), false);
    }

    private record Page<T>(List<T> items, @Nullable String nextCursor) {}

    private static final class Walk<T> implements Iterator<T> {
        private final Function<@Nullable String, Page<T>> fetch;
        private @Nullable Page<T> page;
        private int used;

        Walk(Function<@Nullable String, Page<T>> fetch) {
            this.fetch = fetch;
        }

        @Override
        public boolean hasNext() {
            Page<T> here = page == null ? turn(null) : page;
            // A page may be empty and not the last.
            while (used == here.items().size() && here.nextCursor() != null) {
                here = turn(here.nextCursor());
            }
            return used < here.items().size();
        }

        @Override
        public T next() {
            Page<T> here = hasNext() ? page : null;
            if (here == null) {
                throw new NoSuchElementException("the listing has ended");
            }
            return here.items().get(used++);
        }

        private Page<T> turn(@Nullable String cursor) {
            Page<T> next = fetch.apply(cursor);
            page = next;
            used = 0;
            return next;
        }
    }
}
