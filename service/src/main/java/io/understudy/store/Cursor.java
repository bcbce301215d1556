package io.understudy.store;

import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Where a page of a listing begins. Callers see it as one opaque word.
///
/// @param listing the listing and its filters: a cursor made for one is refused by another
/// @param after the key of the last thing seen; null at the beginning
public record Cursor(String listing, @Nullable String after) {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;

    /// Reads what a caller sent.
    ///
    /// @param text null for the first page
    /// @param listing the listing's name followed by its filters, for example `"jobs state=RUNNING"`
    /// @throws ProblemException INVALID_CURSOR when it is not of this listing with these filters
    public static Cursor parse(@Nullable String text, String listing) {
        if (text == null) {
            return new Cursor(listing, null);
        }
        return decode(text)
                .filter(found -> found.startsWith(mark(listing)))
                .map(found -> new Cursor(listing, found.substring(mark(listing).length())))
                .orElseThrow(() -> new ProblemException(
                        ProblemType.INVALID_CURSOR, "The cursor is not of this listing with these filters."));
    }

    /// One page of at most `limit` things (50 when null, 200 at most, 1 at least).
    ///
    /// @param read gives things after a key (null: from the beginning), at most so many, in the order of their keys
    /// @param keyOf the key by which the listing is ordered; unique
    public <T> Page<T> page(
            @Nullable Integer limit, BiFunction<@Nullable String, Integer, List<T>> read, Function<T, String> keyOf) {
        int count = Math.clamp(limit == null ? DEFAULT_LIMIT : limit, 1, MAX_LIMIT);
        // One more than asked for tells whether there is a next page.
        List<T> found = read.apply(after, count + 1);
        if (found.size() <= count) {
            return new Page<>(found, null);
        }
        List<T> items = found.subList(0, count);
        return new Page<>(items, encode(mark(listing) + keyOf.apply(items.getLast())));
    }

    private static String mark(String listing) {
        return Integer.toHexString(listing.hashCode()) + ":";
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<String> decode(String text) {
        try {
            return Optional.of(new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8))
                    .filter(found -> found.indexOf('\0') < 0);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
