package io.understudy.promotion;

import io.understudy.postgres.PgVersion;
import io.understudy.problem.ProblemType;
import io.understudy.standby.Fork;
import io.understudy.step.Plan;
import io.understudy.step.Side;
import io.understudy.step.Step;
import io.understudy.step.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The new primary takes writes: a commit of ours, which touches no table, is the proof.
final class EnsureFirstCommit implements Step.Onward<Optional<Fork>, EnsureFirstCommit.Change> {
    static final String NAME = "ensure-first-commit";

    private final PgVersion version;
    private volatile boolean done;

    EnsureFirstCommit(PgVersion version) {
        this.version = version;
    }

    record Change(Fork fork) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Side side() {
        return Side.STANDBY;
    }

    @Override
    public Optional<Fork> observe(Target target) {
        return Fork.of(target.standby(), version);
    }

    @Override
    public Plan<Change> plan(Optional<Fork> fork) {
        String summary = "commit something on the new primary";
        if (fork.isEmpty()) {
            return new Plan.Awaited<>(summary, ProblemType.PROMOTION_UNCONFIRMED);
        }
        return done ? new Plan.InPlace<>() : new Plan.Needed<>(new Change(fork.get()), summary, List.of());
    }

    @Override
    public void apply(Target target, Change change) {
        target.standby().psql().change("SELECT txid_current();", Map.of());
        done = true;
    }

    @Override
    public Class<Change> changeType() {
        return Change.class;
    }
}
