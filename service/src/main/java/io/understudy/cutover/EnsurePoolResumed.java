package io.understudy.cutover;

import io.understudy.cutover.PgbouncerConsole.Pool;
import io.understudy.step.Check.Finding;
import io.understudy.step.Effect;
import io.understudy.step.Plan;
import io.understudy.step.Step;
import io.understudy.step.Target;
import java.util.ArrayList;
import java.util.List;

/// The clients of a database of a pgbouncer go on.
///
/// @param pausedBefore whether an earlier step of the list pauses it, so that what is seen before says
/// nothing
record EnsurePoolResumed(PgbouncerStep asked, boolean pausedBefore)
        implements CutOverWork<Pool, EnsurePoolResumed.Change>, Step.Onward<Pool, EnsurePoolResumed.Change> {
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
        return pool.paused() ? needed() : new Plan.InPlace<>();
    }

    @Override
    public Plan<Change> foreseen(Pool pool) {
        return pausedBefore ? needed() : plan(pool);
    }

    private Plan<Change> needed() {
        return new Plan.Needed<>(
                new Change(asked.database()),
                asked.inWords(),
                new Effect(Effect.Kind.POOL, side(), asked.database(), "paused", "active"));
    }

    @Override
    public void apply(Target target, Change change) {
        console(target).resume(change.database());
    }

    @Override
    public Class<Change> changeType() {
        return Change.class;
    }
}
