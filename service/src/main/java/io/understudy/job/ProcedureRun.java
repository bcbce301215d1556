package io.understudy.job;

import io.understudy.problem.Problem;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.ssh.RemoteCommand;
import io.understudy.ssh.SshSession;
import io.understudy.step.Elsewhere;
import io.understudy.step.Node;
import io.understudy.step.OtherHost;
import io.understudy.step.Place;
import io.understudy.step.Plan;
import io.understudy.step.Step;
import io.understudy.step.StepOutcome;
import io.understudy.step.StepRunner;
import io.understudy.step.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Carries out a procedure's steps in order, through broken links and takeovers.
///
/// Until the point of no return the first failure ends it. Behind that it goes on with what can still be
/// done: a step that fails keeps the later steps of its own place from being tried, and nobody else's.
final class ProcedureRun {
    private final Procedure procedure;
    private final Target target;
    private final JobRun run;
    private final JobRecord record;
    private final Patience patience;
    private final FaultPoint faults;
    private final StepRunner steps;
    private final Set<Place> barred = new HashSet<>();
    private boolean stuck;
    private final List<String> left = new ArrayList<>();
    private @Nullable Problem failure;

    ProcedureRun(
            Procedure procedure, Target target, JobRun run, JobRecord record, Patience patience, FaultPoint faults) {
        this.procedure = procedure;
        this.target = target;
        this.run = run;
        this.record = record;
        this.patience = patience;
        this.faults = faults;
        this.steps = new StepRunner(target, this::intends);
    }

    /// How it went.
    ///
    /// @param changed whether anything had to be changed, by us or by an earlier owner of the job
    /// @param failure the first behind the point of no return; absent when every step is in place
    /// @param left what is not done, one sentence each
    record Ended(boolean changed, @Nullable Problem failure, List<String> left) {}

    /// @param accepted throws when what the survey found is not what may be done
    Ended forward(Consumer<Survey> accepted) {
        boolean fresh = record.changesToUndo(run.job().id()).isEmpty();
        Set<String> done = fresh ? survey(accepted) : takeOver();
        boolean changed = !fresh;
        int passed = 0;
        for (Step<?, ?> step : procedure.steps()) {
            if (done.contains(step.name())) {
                passes(step);
            } else if (stuck || barred.contains(step.place(target))) {
                leave(step, "not tried, because an earlier step on this host failed");
            } else {
                changed |= goOn(step, passed);
            }
            passed++;
        }
        return new Ended(changed, failure, left);
    }

    /// @return the steps at the beginning that have nothing to do
    private Set<String> survey(Consumer<Survey> accepted) {
        Survey survey = Survey.take(procedure, target);
        run.warn(survey.warnings());
        accepted.accept(survey);
        List<String> inPlace = survey.steps().stream()
                .takeWhile(looked -> looked.plan() instanceof Plan.InPlace<?>)
                .map(looked -> looked.step().name())
                .toList();
        record.plan(
                run.job().id(),
                survey.steps().stream().map(Survey.Looked::view).toList(),
                inPlace.size(),
                survey.pointOfNoReturn());
        return Set.copyOf(inPlace);
    }

    /// An earlier owner may have left a command running. It holds the host's fence, so a first empty write
    /// waits for its end, and tells the host that from now on only our number counts. A host that no step
    /// writes to is left alone: it may be gone for good. What that owner ended well is not looked at again:
    /// later steps may have changed it since, on purpose; where all is ended, a host that is gone holds nobody up.
    private Set<String> takeOver() {
        Set<String> ended = record.evidence(run.job().id()).ended();
        Map<Place, List<Step<?, ?>>> places = procedure.steps().stream()
                .collect(Collectors.groupingBy(step -> step.place(target), LinkedHashMap::new, Collectors.toList()));
        places.forEach((place, steps) -> {
            Optional<Duration> limit = steps.stream()
                    .filter(step -> !ended.contains(step.name()))
                    .map(step -> step.hostPatience(patience.forHost()))
                    .min(Comparator.naturalOrder());
            try {
                patiently(place, limit.orElse(Duration.ZERO), () -> {
                    fence(place);
                    return place;
                });
            } catch (ProblemException gone) {
                if (limit.isPresent()) {
                    turnsBack(gone);
                    barred.add(place);
                }
            }
        });
        return ended;
    }

    private static void fence(Place place) {
        switch (place) {
            case Node node -> fence(node.ssh());
            case OtherHost other -> fence(other.ssh());
            case Elsewhere _ -> {}
        }
    }

    private static void fence(SshSession ssh) {
        ssh.output(RemoteCommand.of("true").changing());
    }

    private void intends(Step<?, ?> step, Plan.Needed<?> plan) {
        if (procedure.leavesNoReturn(step)) {
            record.intendWithoutReturn(run.job().id(), run.fence(), step.name(), plan);
            run.passedPointOfNoReturn();
        } else {
            record.intend(run.job().id(), step.name(), plan);
        }
    }

    /// Nothing to do in this step; the service can be killed here all the same.
    private void passes(Step<?, ?> step) {
        faults.reached("before", step.name());
        faults.reached("after", step.name());
    }

    private boolean goOn(Step<?, ?> step, int done) {
        try {
            return carryOut(step, done, procedure.steps().size());
        } catch (ProblemException failed) {
            turnsBack(failed);
            left.add("%s on %s: %s".formatted(step.name(), step.place(target).host(), failed.detail()));
            stuck |= procedure.isPointOfNoReturn(step);
            barred.add(step.place(target));
            return true;
        }
    }

    /// @throws ProblemException the failure itself, as long as there is a way back
    private void turnsBack(ProblemException failed) {
        if (!run.isPastNoReturn()) {
            throw failed;
        }
        run.log("behind the point of no return, so the job goes on: " + failed.detail());
        if (failure == null) {
            failure = Problem.of(failed.with("jobId", run.job().id()));
        }
    }

    private void leave(Step<?, ?> step, String why) {
        run.ends(step.name(), StepView.State.LEFT, why);
        left.add("%s on %s: %s".formatted(step.name(), step.place(target).host(), why));
    }

    private boolean carryOut(Step<?, ?> step, int done, int of) {
        run.stopIfAsked();
        run.begins(step.name(), done, of);
        try {
            faults.reached("before", step.name());
            StepOutcome outcome =
                    patiently(step.place(target), step.hostPatience(patience.forHost()), () -> steps.run(step));
            faults.reached("after", step.name());
            return switch (outcome) {
                // A write whose answer was lost is found in place when it is looked at again.
                case StepOutcome.Unchanged _ -> {
                    boolean changed = record.changed(run.job().id(), step.name());
                    run.ends(step.name(), changed ? StepView.State.CHANGED : StepView.State.UNCHANGED, null);
                    yield changed;
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
                    .with("host", step.place(target).host());
        }
    }

    /// Tries again while the link to a host is broken. A lost link says nothing about whether the command
    /// ran: the step is begun anew with looking, after the fence has made sure that the lost command is
    /// over.
    private <T> T patiently(Place place, Duration limit, Supplier<T> work) {
        long givesUp = 0;
        while (true) {
            try {
                if (givesUp != 0) {
                    fence(place);
                }
                return work.get();
            } catch (ProblemException lost) {
                if (lost.type() != ProblemType.HOST_UNREACHABLE) {
                    throw lost;
                }
                run.stopIfAsked();
                long now = System.nanoTime();
                if (givesUp == 0) {
                    givesUp = now + limit.toNanos();
                    run.log("link lost, waiting up to %d s: %s".formatted(limit.toSeconds(), lost.detail()));
                } else if (now > givesUp) {
                    throw lost;
                }
            }
            run.pause(Duration.ofSeconds(1));
        }
    }
}
