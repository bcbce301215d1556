package io.understudy.rejoin;

import io.understudy.postgres.Instance;
import io.understudy.problem.ProblemType;
import io.understudy.standby.EnsureFenced;
import io.understudy.step.Place;
import io.understudy.step.Plan;
import io.understudy.step.Side;
import io.understudy.step.Step;
import io.understudy.step.Target;
import io.understudy.step.Undo;
import org.jspecify.annotations.Nullable;

/// A step that is decided only once the node is stopped: before, it would rightly refuse to touch a
/// running server's data.
record WhenStopped<F, C>(Step<F, C> step, Instance instance) implements Step<WhenStopped.Facts<F>, C> {
    record Facts<F>(boolean runs, F found) {}

    @Override
    public String name() {
        return step.name();
    }

    @Override
    public @Nullable Side side() {
        return step.side();
    }

    @Override
    public Place place(Target target) {
        return step.place(target);
    }

    @Override
    public Facts<F> observe(Target target) {
        return new Facts<>(EnsureFenced.runs(target.standby(), instance), step.observe(target));
    }

    @Override
    public Plan<C> plan(Facts<F> facts) {
        return facts.runs()
                ? new Plan.Awaited<>("done once the node is stopped", ProblemType.PRIMARY_NOT_STOPPED)
                : step.plan(facts.found());
    }

    @Override
    public void apply(Target target, C change) {
        step.apply(target, change);
    }

    @Override
    public Undo undo(Target target, C change) {
        return step.undo(target, change);
    }

    @Override
    public Class<C> changeType() {
        return step.changeType();
    }
}
