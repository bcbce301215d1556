package io.understudy.step;

import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import java.time.Duration;

/// Carries out one step: look, decide, note down, write, look again.
///
/// A step has worked when looking again finds nothing left to do, so that it can be repeated is not promised but tested
/// each time it runs.
public final class StepRunner {
    private static final Duration LOOK_AGAIN_EVERY = Duration.ofMillis(50);

    private final Target target;
    private final Journal journal;

    /// @param journal told of each change before it is made, so that whoever takes over knows what may have happened
    public StepRunner(Target target, Journal journal) {
        this.target = target;
        this.journal = journal;
    }

    public interface Journal {
        void intends(Step<?, ?> step, Plan.Needed<?> plan);
    }

    /// @throws ProblemException when the step is blocked, its write failed, or it did not settle in time
    public <F, C> StepOutcome run(Step<F, C> step) {
        return switch (step.plan(step.observe(target))) {
            case Plan.InPlace<C> _ -> new StepOutcome.Unchanged();
            case Plan.Blocked<C>(ProblemType why, String detail) -> throw new ProblemException(why, detail);
            case Plan.Awaited<C> awaited -> {
                settle(step, awaited.summary());
                yield new StepOutcome.Unchanged();
            }
            case Plan.Needed<C> needed -> {
                journal.intends(step, needed);
                step.apply(target, needed.change());
                settle(step, needed.summary());
                yield new StepOutcome.Changed(needed.summary());
            }
        };
    }

    /// A write takes effect a moment later, so what is still to do right after it is looked at again until the step's
    /// time is up.
    private <F, C> void settle(Step<F, C> step, String summary) {
        long deadline = System.nanoTime() + step.settlesWithin().toNanos();
        while (true) {
            ProblemException unsettled = switch (step.plan(step.observe(target))) {
                case Plan.InPlace<C> _ -> null;
                case Plan.Blocked<C>(ProblemType why, String detail) -> throw new ProblemException(why, detail);
                case Plan.Needed<C>(var _, String left, var _) ->
                    new ProblemException(
                            ProblemType.STEP_NOT_SETTLED,
                            "after \"%s\" there is still to do: %s".formatted(summary, left));
                case Plan.Awaited<C>(String waitingFor, ProblemType otherwise, var _) ->
                    new ProblemException(
                            otherwise,
                            "%s (waited %d s)"
                                    .formatted(waitingFor, step.settlesWithin().toSeconds()));
            };
            if (unsettled == null) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw unsettled;
            }
            target.pulse().pause(LOOK_AGAIN_EVERY);
        }
    }

    /// Takes back a change that was noted down earlier.
    public <F, C> Undo undo(Step<F, C> step, Object change) {
        return step.undo(target, step.changeType().cast(change));
    }
}
