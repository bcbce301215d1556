package io.understudy.lag;

import io.understudy.postgres.Lsn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// Where a place in the WAL was at which moment, as far as it was watched: the end of a primary's WAL, or
/// what a standby has replayed. It turns bytes into time without comparing the clocks of hosts, and works
/// on versions that do not measure time.
final class LsnHistory {
    /// Enough for an hour at the usual interval. Then every other point is forgotten, again and again, so
    /// that the far past becomes coarse and is never lost.
    private static final int MOST = 720;

    private final List<Point> points = new ArrayList<>();

    record Point(Instant at, Lsn lsn) {}

    /// Places only grow. One that went back is that of another server, after a failover: what it does not
    /// have never was.
    void add(Instant at, Lsn lsn) {
        while (!points.isEmpty() && points.getLast().lsn().compareTo(lsn) > 0) {
            points.removeLast();
        }
        if (points.size() == MOST) {
            for (int i = MOST - 2; i > 0; i -= 2) {
                points.remove(i);
            }
        }
        points.add(new Point(at, lsn));
    }

    /// How long ago the first byte behind a place was written, in seconds. 0 when there is none.
    ///
    /// @param timed what PostgreSQL has measured itself, in seconds: it tells within the last interval, which a
    /// history cannot look into
    /// @return empty when it is longer ago than was watched; never more than the truth
    OptionalDouble age(Lsn place, @Nullable Double timed) {
        int first = firstBehind(place);
        if (first == points.size()) {
            return OptionalDouble.of(0);
        }
        Point last = points.getLast();
        if (first == 0) {
            return timed == null ? OptionalDouble.empty() : OptionalDouble.of(timed);
        }
        Point before = points.get(first - 1);
        if (first == points.size() - 1) {
            return OptionalDouble.of(timed == null ? 0 : Math.min(timed, seconds(before.at(), last.at())));
        }
        return OptionalDouble.of(seconds(written(before, points.get(first), place), last.at()));
    }

    /// When the first byte behind a place was written, between two points. It is taken to lie as far
    /// between their moments as the place lies between theirs; right after the earlier one nothing was
    /// written for a while, for all that is known.
    private static Instant written(Point before, Point after, Lsn place) {
        long done = place.bytesAheadOf(before.lsn());
        if (done == 0) {
            return after.at();
        }
        double part = (double) done / after.lsn().bytesAheadOf(before.lsn());
        Duration between = Duration.between(before.at(), after.at());
        return before.at().plusNanos((long) (part * between.toNanos()));
    }

    /// Growth between the newest point and the one that is this old or a little older.
    ///
    /// @return empty when there is only one point
    OptionalDouble bytesPerSecond(Duration window) {
        if (points.size() < 2) {
            return OptionalDouble.empty();
        }
        Point last = points.getLast();
        int from = points.size() - 2;
        while (from > 0 && !points.get(from).at().isBefore(last.at().minus(window))) {
            from--;
        }
        Point first = points.get(from);
        double seconds = seconds(first.at(), last.at());
        return seconds <= 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(last.lsn().bytesAheadOf(first.lsn()) / seconds);
    }

    int size() {
        return points.size();
    }

    private int firstBehind(Lsn place) {
        int low = 0;
        int high = points.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (points.get(middle).lsn().compareTo(place) > 0) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e9;
    }
}
