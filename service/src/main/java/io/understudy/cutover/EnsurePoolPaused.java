package io.understudy.cutover;

import io.understudy.cutover.PgbouncerConsole.Pool;
import io.understudy.problem.ProblemType;
import io.understudy.step.Check.Finding;
import io.understudy.step.Effect;
import io.understudy.step.Plan;
import io.understudy.step.Target;
import io.understudy.step.Undo;
import java.util.ArrayList;
import java.util.List;

/// A database of a pgbouncer is paused: its clients wait, and no connection to the server behind it is
/// left.
record EnsurePoolPaused(PgbouncerStep asked) implements CutOverWork<Pool, EnsurePoolPaused.Change> {
    record Change(String database) {}

    private PgbouncerConsole console(Target target) {
        return PgbouncerConsole.of(target.other(asked.hostId()).ssh(), asked);
    }

    @Override
    public List<Finding> findings(Target target) {
        List<Finding> findings = new ArrayList<>(console(target).rights());
        findings.add(Finding.ok(observe(target).toString(), "a database of a pgbouncer"));
        return findings;
    }

    @Override
    public Pool observe(Target target) {
        return console(target).pool(asked.database());
    }

    @Override
    public Plan<Change> plan(Pool pool) {
        if (!pool.paused()) {
            return new Plan.Needed<>(
                    new Change(asked.database()),
                    asked.inWords(),
                    new Effect(Effect.Kind.POOL, side(), asked.database(), "active", "paused"));
        }
        return pool.connections() == 0
                ? new Plan.InPlace<>()
                : new Plan.Awaited<>(
                        "%s is paused, and has %d connections to its server still"
                                .formatted(asked.database(), pool.connections()),
                        ProblemType.PGBOUNCER_FAILED);
    }

    @Override
    public void apply(Target target, Change change) {
        console(target).pause(change.database());
    }

    /// A PAUSE that did not come to its end has paused the database all the same.
    @Override
    public Undo undo(Target target, Change change) {
        if (console(target).pool(change.database()).paused()) {
            console(target).resume(change.database());
        }
        return new Undo.PutBack("%s is active".formatted(change.database()));
    }

    @Override
    public Class<Change> changeType() {
        return Change.class;
    }
}
