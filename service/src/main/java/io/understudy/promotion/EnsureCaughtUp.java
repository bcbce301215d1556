package io.understudy.promotion;

import io.understudy.problem.ProblemType;
import io.understudy.step.Plan;
import io.understudy.step.Side;
import io.understudy.step.Step;
import io.understudy.step.Target;
import java.time.Duration;

/// The target has replayed everything that the old primary has ever written, its shutdown checkpoint
/// included.
final class EnsureCaughtUp implements Step.Condition<Window> {
    private final PromotionSpec spec;

    EnsureCaughtUp(PromotionSpec spec) {
        this.spec = spec;
    }

    @Override
    public String name() {
        return "ensure-caught-up";
    }

    @Override
    public Side side() {
        return Side.STANDBY;
    }

    @Override
    public Window observe(Target target) {
        return Window.look(target, spec);
    }

    @Override
    public Plan<Void> plan(Window window) {
        return window.promoted() || window.caughtUp()
                ? new Plan.InPlace<>()
                : new Plan.Awaited<>(window.said(), ProblemType.TARGET_BEHIND);
    }

    @Override
    public Duration settlesWithin() {
        return spec.catchesUpWithin();
    }

    /// Writes are stopped meanwhile.
    @Override
    public Duration hostPatience(Duration usual) {
        return spec.catchesUpWithin();
    }
}
