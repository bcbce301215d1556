package io.understudy.promotion;

import io.understudy.postgres.Lsn;
import io.understudy.postgres.PgVersion;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.standby.Fork;
import io.understudy.step.Plan;
import io.understudy.step.Side;
import io.understudy.step.Step;
import io.understudy.step.Target;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A standby has nothing that the new primary has not: with more than that it cannot follow.
final class EnsureNotAhead implements Step.Condition<EnsureNotAhead.Facts> {
    private final PgVersion version;

    EnsureNotAhead(PgVersion version) {
        this.version = version;
    }

    /// @param fork of the new primary; empty while there is none
    /// @param reached absent while the standby's server is down
    record Facts(Optional<Fork> fork, @Nullable Reached reached) {}

    @Override
    public String name() {
        return "ensure-not-ahead";
    }

    @Override
    public Side side() {
        return Side.STANDBY;
    }

    @Override
    public Facts observe(Target target) {
        Optional<Fork> fork = Fork.of(target.primary(), version);
        try {
            return new Facts(fork, Reached.of(target.standby(), version));
        } catch (ProblemException down) {
            if (down.type() != ProblemType.POSTGRES_UNAVAILABLE) {
                throw down;
            }
            return new Facts(fork, null);
        }
    }

    @Override
    public Plan<Void> plan(Facts facts) {
        if (facts.fork().isEmpty()) {
            return new Plan.Awaited<>(
                    "the standby has nothing more than the new primary", ProblemType.PROMOTION_UNCONFIRMED);
        }
        Fork fork = facts.fork().get();
        Reached reached = facts.reached();
        if (reached == null || reached.timeline() == fork.timeline()) {
            return new Plan.InPlace<>();
        }
        Lsn place = reached.place();
        return place.compareTo(fork.lsn()) <= 0
                ? new Plan.InPlace<>()
                : new Plan.Blocked<>(
                        ProblemType.TIMELINE_MISMATCH,
                        "it has WAL up to %s, and the new timeline begins at %s".formatted(place, fork.lsn()));
    }
}
