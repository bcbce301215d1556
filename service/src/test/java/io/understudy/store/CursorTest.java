package io.understudy.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CursorTest {
    private static final List<String> ALL =
            IntStream.range(100, 405).mapToObj(Integer::toString).toList();

    @Test
    void everyThingIsOnExactlyOnePage() {
        List<String> seen = new ArrayList<>();
        String cursor = null;
        do {
            Page<String> page = Cursor.parse(cursor, "all").page(7, CursorTest::read, key -> key);
            seen.addAll(page.items());
            cursor = page.nextCursor();
        } while (cursor != null);
        assertEquals(ALL, seen);
    }

    @Test
    void theLimitIsHeldWithinBounds() {
        assertEquals(50, size(null));
        assertEquals(1, size(-3));
        assertEquals(200, size(1000));
    }

    @Test
    void theLastPageHasNoCursorEvenWhenItIsFull() {
        Page<String> last = new Cursor("all", "204").page(200, CursorTest::read, key -> key);

        assertEquals(200, last.items().size());
        assertNull(last.nextCursor());
    }

    @Test
    void aCursorOfAnotherListingOrFilterIsRefused() {
        String cursor = Cursor.parse(null, "jobs RUNNING")
                .page(1, CursorTest::read, key -> key)
                .nextCursor();

        assertThrows(ProblemException.class, () -> Cursor.parse(cursor, "jobs FAILED"));
        assertThrows(ProblemException.class, () -> Cursor.parse("?!", "jobs RUNNING"));
        assertEquals("100", Cursor.parse(cursor, "jobs RUNNING").after());
    }

    @Test
    void idsSortByTheTimeTheyWereMade() {
        List<String> ids = Stream.generate(Ids::next).limit(1000).toList();
        assertEquals(1000, ids.stream().distinct().count());
        long start = System.currentTimeMillis();
        while (System.currentTimeMillis() == start) {
            Thread.onSpinWait();
        }
        String later = Ids.next();
        assertTrue(ids.stream().allMatch(id -> id.substring(0, 13).compareTo(later.substring(0, 13)) <= 0));
        assertNotEquals(ids.getFirst().substring(0, 13), later.substring(0, 13));
        assertEquals('7', later.charAt(14));
    }

    private static int size(@Nullable Integer limit) {
        return Cursor.parse(null, "all")
                .page(limit, CursorTest::read, key -> key)
                .items()
                .size();
    }

    private static List<String> read(@Nullable String after, int limit) {
        return ALL.stream()
                .filter(key -> after == null || key.compareTo(after) > 0)
                .limit(limit)
                .toList();
    }
}
