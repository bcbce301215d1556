package io.understudy.testing;

import java.util.List;
import java.util.stream.IntStream;

/// Of a long list of faults the part that this run takes. `./test` sets `UNDERSTUDY_TEST_PART` from the commit, so that
/// each commit takes another part; `./test --full` leaves it out, and every part is taken.
public final class Part {
    private Part() {}

    /// Whether this run takes all, what takes minutes included.
    public static boolean isWhole() {
        return System.getenv("UNDERSTUDY_TEST_PART") == null;
    }

    /// Every `parts`-th of the points, and says which.
    public static List<String> of(int parts, List<String> points) {
        String commit = System.getenv("UNDERSTUDY_TEST_PART");
        if (commit == null) {
            return points;
        }
        int first = Math.floorMod(Integer.parseInt(commit), parts);
        List<String> taken = IntStream.range(0, points.size())
                .filter(i -> i % parts == first)
                .mapToObj(points::get)
                .toList();
        System.out.printf(
                "NOT ALL: %d of %d points, those of part %d of %d; ./test --full takes all: %s%n",
                taken.size(), points.size(), first + 1, parts, taken);
        return taken;
    }
}
