package io.understudy.step;

import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

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

    /// @throws ProblemException when the step is blocked, its write failed, or its time was up
    public <F, C> StepOutcome run(Step<F, C> step) {
        Plan.Needed<C> needed = due(step, null);
        if (needed == null) {
            return new StepOutcome.Unchanged();
        }
        journal.intends(step, needed);
        step.apply(target, needed.change());
        due(step, needed.summary());
        return new StepOutcome.Changed(needed.summary());
    }

    /// Looks until the step is in place or, before its write, until one is due: what is awaited may come by itself, and
    /// a write takes effect a moment later.
    ///
    /// @param done what was written; absent before
    /// @return the write that is due; absent when the step is in place
    private <F, C> Plan.@Nullable Needed<C> due(Step<F, C> step, @Nullable String done) {
        long deadline = System.nanoTime() + step.settlesWithin().toNanos();
        while (true) {
            ProblemException notYet;
            switch (step.plan(step.observe(target))) {
                case Plan.InPlace<C> _ -> {
                    return null;
                }
                case Plan.Blocked<C>(ProblemType why, String detail) -> throw new ProblemException(why, detail);
                case Plan.Needed<C> needed -> {
                    if (done == null) {
                        return needed;
                    }
                    notYet = new ProblemException(
                            ProblemType.STEP_NOT_SETTLED,
                            "after \"%s\" there is still to do: %s".formatted(done, needed.summary()));
                }
                case Plan.Awaited<C>(String waitingFor, ProblemType otherwise, var _) ->
                    notYet = new ProblemException(
                            otherwise,
                            "%s (waited %d s)"
                                    .formatted(waitingFor, step.settlesWithin().toSeconds()));
            }
            if (System.nanoTime() > deadline) {
                throw notYet;
            }
            target.pulse().pause(LOOK_AGAIN_EVERY);
        }
    }

    /// Takes back a change that was noted down earlier.
    public <F, C> Undo undo(Step<F, C> step, Object change) {
        return step.undo(target, step.changeType().cast(change));
    }
}
