package io.understudy.job;

import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.ssh.RemoteCommand;
import io.understudy.step.Plan;
import io.understudy.step.Side;
import io.understudy.step.Step;
import io.understudy.step.StepOutcome;
import io.understudy.step.StepRunner;
import io.understudy.step.Target;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Carries out a procedure's steps in order, through broken links and takeovers.
final class ProcedureRun {
    private final Procedure procedure;
    private final Target target;
    private final JobRun run;
    private final JobRecord record;
    private final Patience patience;
    private final FaultPoint faults;
    private final StepRunner steps;

    ProcedureRun(
            Procedure procedure, Target target, JobRun run, JobRecord record, Patience patience, FaultPoint faults) {
        this.procedure = procedure;
        this.target = target;
        this.run = run;
        this.record = record;
        this.patience = patience;
        this.faults = faults;
        this.steps =
                new StepRunner(target, (step, plan) -> record.intend(run.job().id(), step.name(), plan));
    }

    /// @param accepted throws when what the survey found is not what may be done
    /// @return whether anything had to be changed, by us or by an earlier owner of the job
    boolean forward(Consumer<Survey> accepted) {
        boolean fresh = record.changesToUndo(run.job().id()).isEmpty();
        Survey survey = fresh ? Survey.take(procedure, target, true) : takeOver();
        if (fresh) {
            run.warn(survey.warnings());
            accepted.accept(survey);
        }
        List<Survey.Looked> looked = survey.steps();
        int inPlace = (int) looked.stream()
                .takeWhile(l -> l.plan() instanceof Plan.InPlace<?>)
                .count();
        record.plan(run.job().id(), looked.stream().map(Survey.Looked::view).toList(), inPlace);
        looked.subList(0, inPlace).forEach(found -> passes(found.step()));
        boolean changed = !fresh;
        for (int i = inPlace; i < looked.size(); i++) {
            changed |= carryOut(looked.get(i).step(), i, looked.size());
        }
        return changed;
    }

    /// An earlier owner may have left a command running. It holds the host's fence, so a first empty write waits for
    /// its end,
    /// and tells the host that from now on only our number counts.
    private Survey takeOver() {
        for (Side side : Side.values()) {
            patiently(side, () -> fence(side));
        }
        return patiently(Side.STANDBY, () -> Survey.take(procedure, target, false));
    }

    private String fence(Side side) {
        return target.on(side).ssh().output(RemoteCommand.of("true").changing());
    }

    /// Nothing to do in this step; the service can be killed here all the same.
    private void passes(Step<?, ?> step) {
        faults.reached("before", step.name());
        faults.reached("after", step.name());
    }

    private boolean carryOut(Step<?, ?> step, int done, int of) {
        run.stopIfAsked();
        run.begins(step.name(), done, of);
        faults.reached("before", step.name());
        try {
            StepOutcome outcome = patiently(step.side(), () -> steps.run(step));
            faults.reached("after", step.name());
            return switch (outcome) {
                case StepOutcome.Unchanged _ -> {
                    run.ends(step.name(), StepView.State.UNCHANGED, null);
                    yield false;
                }
                case StepOutcome.Changed(String summary) -> {
                    record.changed(run.job().id(), step.name());
                    run.ends(step.name(), StepView.State.CHANGED, summary);
                    yield true;
                }
            };
        } catch (ProblemException failed) {
            run.ends(step.name(), StepView.State.FAILED, failed.detail());
            throw failed.with("step", step.name())
                    .with("host", target.on(step.side()).host());
        }
    }

    /// Tries again while the link to a host is broken. A lost link says nothing about whether the command ran: the step
    /// is
    /// begun anew with looking, after the fence has made sure that the lost command is over.
    private <T> T patiently(Side side, Supplier<T> work) {
        long givesUp = 0;
        while (true) {
            try {
                if (givesUp != 0) {
                    fence(side);
                }
                return work.get();
            } catch (ProblemException lost) {
                if (lost.type() != ProblemType.HOST_UNREACHABLE) {
                    throw lost;
                }
                run.stopIfAsked();
                long now = System.nanoTime();
                if (givesUp == 0) {
                    givesUp = now + patience.forHost().toNanos();
                    run.log("link lost, waiting up to %d s: %s"
                            .formatted(patience.forHost().toSeconds(), lost.detail()));
                } else if (now > givesUp) {
                    throw lost;
                }
            }
            run.pause(Duration.ofSeconds(1));
        }
    }
}
