package io.understudy.promotion;

import io.understudy.postgres.Psql;
import io.understudy.problem.ProblemException;
import io.understudy.step.Node;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Commits on the old primary until that is gone, and then on the target until that takes one, and so
/// measures for how long writes are stopped. A commit is a transaction id that is taken and written down;
/// no table is touched.
///
/// It lives in this process alone: after a restart of the service nothing was measured.
final class WriteProbe {
    private static final Duration EVERY = Duration.ofMillis(5);
    private static final Duration GIVES_UP_AFTER = Duration.ofMinutes(10);
    private static final String COMMIT =
            "SELECT CASE WHEN pg_is_in_recovery() THEN false ELSE txid_current() IS NOT NULL END AS taken";

    private final AtomicBoolean running = new AtomicBoolean();
    private volatile @Nullable Long stoppedForMilliseconds;

    private record Commit(boolean taken) {}

    /// How long it was from the last commit on the one to the first on the other; absent when that was not
    /// seen.
    @Nullable
    Long stoppedForMilliseconds() {
        return stoppedForMilliseconds;
    }

    /// Comes back when both were asked once, so that nobody has to connect in the middle.
    void begin(Node old, Node target) {
        Psql onOld = new Psql(old.ssh(), old.instance());
        Psql onTarget = new Psql(target.ssh(), target.instance());
        boolean asExpected = commits(onOld) && !commits(onTarget);
        running.set(asExpected);
        Thread.startVirtualThread(() -> {
            try (onOld;
                    onTarget) {
                watch(onOld, onTarget);
            }
        });
    }

    boolean isRunning() {
        return running.get();
    }

    void end() {
        running.set(false);
    }

    private void watch(Psql onOld, Psql onTarget) {
        long begin = System.nanoTime();
        long last = begin;
        while (running.get() && commits(onOld)) {
            last = System.nanoTime();
            LockSupport.parkNanos(EVERY.toNanos());
        }
        while (running.get() && System.nanoTime() - begin < GIVES_UP_AFTER.toNanos()) {
            if (commits(onTarget)) {
                stoppedForMilliseconds =
                        Duration.ofNanos(System.nanoTime() - last).toMillis();
                running.set(false);
            }
            LockSupport.parkNanos(EVERY.toNanos());
        }
    }

    private static boolean commits(Psql psql) {
        try {
            return psql.row(Commit.class, COMMIT).taken();
        } catch (ProblemException gone) {
            return false;
        }
    }
}
