package io.understudy.rejoin;

import io.understudy.postgres.Lsn;
import io.understudy.standby.StandbyLink;
import io.understudy.standby.TimelineHistory;
import io.understudy.step.Node;
import java.util.Optional;

/// How a stray node comes back, by its own history and the primary's.
sealed interface Way {
    /// The least that a record takes.
    int RECORD_BYTES = 24;

    String why();

    /// It has nothing that the primary has not, so it follows as it is.
    record Attach(String why) implements Way {}

    /// It has written what the primary has not.
    ///
    /// @param fork where the primary left its timeline
    /// @param end its last place
    record Diverged(int timeline, Lsn fork, Lsn end, String why) implements Way {
        /// At least; with what it writes while it runs it grows.
        long bytes() {
            return end.bytesAheadOf(fork) + RECORD_BYTES;
        }
    }

    /// Nobody can tell: only a new copy is safe.
    record Unclear(String why) implements Way {}

    /// @param primary of today
    static Way of(Node primary, Node stray, StandbyLink link) {
        return of(TimelineHistory.of(primary, link.version()), Stray.of(stray, link));
    }

    static Way of(TimelineHistory primary, Stray stray) {
        int timeline = stray.timeline();
        if (timeline == primary.timeline()) {
            return stray.standby() || stray.control().inRecovery()
                    ? new Attach("it is a standby on the primary's timeline %d".formatted(timeline))
                    : new Unclear("it was a primary on timeline %d itself, which the primary of today writes"
                            .formatted(timeline));
        }
        if (stray.standby() && !stray.runs()) {
            return new Attach("it is a standby; its first start tells whether it can follow");
        }
        Optional<Lsn> fork = primary.left(timeline);
        if (fork.isEmpty()) {
            return new Unclear("the primary was never on its timeline %d".formatted(timeline));
        }
        return stray.end()
                .map(end -> of(timeline, fork.get(), end, stray.runs()))
                .orElseGet(() -> new Unclear("where its WAL on timeline %d ends cannot be read".formatted(timeline)));
    }

    /// @param position a running server's next place, or where a stopped one's last record begins
    private static Way of(int timeline, Lsn fork, Lsn end, boolean position) {
        int beyond = end.compareTo(fork);
        return beyond < 0 || (position && beyond == 0)
                ? new Attach("it left off at %s on timeline %d, and the primary went on from %s"
                        .formatted(end, timeline, fork))
                : new Diverged(
                        timeline,
                        fork,
                        end,
                        "it has written up to %s on timeline %d, which the primary left at %s"
                                .formatted(end, timeline, fork));
    }
}
