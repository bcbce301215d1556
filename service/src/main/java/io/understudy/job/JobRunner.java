package io.understudy.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.arc.All;
import io.understudy.host.HostProber;
import io.understudy.problem.Problem;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.step.Pulse;
import io.understudy.step.Target;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/// Runs one job to its end, or goes on with one that an earlier owner left.
@ApplicationScoped
class JobRunner {
    private static final Logger LOG = Logger.getLogger(JobRunner.class);

    private final JobStore store;
    private final JobRecord record;
    private final JobEventStore events;
    private final List<ProcedureKind> kinds;
    private final JobPlans plans;
    private final HostProber prober;
    private final Patience patience;
    private final FaultPoint faults;
    private final ObjectMapper json;

    JobRunner(
            JobStore store,
            JobRecord record,
            JobEventStore events,
            @All List<ProcedureKind> kinds,
            JobPlans plans,
            HostProber prober,
            Patience patience,
            FaultPoint faults,
            ObjectMapper json) {
        this.store = store;
        this.record = record;
        this.events = events;
        this.kinds = kinds;
        this.plans = plans;
        this.prober = prober;
        this.patience = patience;
        this.faults = faults;
        this.json = json;
    }

    /// @return false when the job has not ended: this service is stopping, or the job is somebody else's now
    boolean run(String id) {
        StoredJob stored = store.claim(id).orElse(null);
        if (stored == null) {
            return true;
        }
        JobRun run = new JobRun(stored, store, record, events);
        LOG.infof("job begins job=%s type=%s", id, stored.job().type());
        try {
            runToEnd(run, stored);
            return true;
        } catch (JobRun.NotOurs lost) {
            LOG.infof("job left job=%s reason=%s", id, lost.getMessage());
            return false;
        }
    }

    private void runToEnd(JobRun run, StoredJob stored) {
        Problem why = stored.job().error();
        if (!stored.undoing()) {
            try {
                forward(run, stored);
                return;
            } catch (Pulse.StopRequested _) {
                run.log("cancelled; taking back what was changed");
            } catch (ProblemException failed) {
                why = Problem.of(failed.with("jobId", run.job().id()));
            } catch (JdbiException | JobRun.NotOurs storeGone) {
                throw storeGone;
            } catch (RuntimeException bug) {
                LOG.errorf(bug, "job failed job=%s", run.job().id());
                why = Problem.of(new ProblemException(
                        ProblemType.INTERNAL_ERROR,
                        "unexpected failure, see the service's log for job "
                                + run.job().id()));
            }
            if (run.isPastNoReturn()) {
                run.endIncomplete(Objects.requireNonNull(why), JobResult.left(List.of(why.detail())));
                return;
            }
            run.turnBack(why);
        }
        takeBack(run, stored, why);
    }

    private void forward(JobRun run, StoredJob stored) {
        Job job = stored.job();
        if (record.changesToUndo(job.id()).isEmpty()) {
            JobSchedule.refuseLate(job);
        }
        switch (job.type()) {
            case HOST_PROBE -> {
                JobResult found = JobResult.of(prober.probe(Objects.requireNonNull(job.hostId())));
                run.end(JobState.SUCCEEDED, JobOutcome.COMPLETED, found);
            }
            case REPLICATION_SETUP, PROMOTION, REJOIN ->
                procedure(run, kind(job.type()), settled(run, kind(job.type()), stored.order()));
            case UNDO -> undo(run, Objects.requireNonNull(job.undoOf()));
        }
    }

    private static JobOrder settled(JobRun run, ProcedureKind kind, JobOrder stored) {
        JobOrder order = kind.beginning(stored);
        if (!order.equals(stored)) {
            run.settle(order);
        }
        return order;
    }

    private void procedure(JobRun run, ProcedureKind kind, JobOrder order) {
        Procedure procedure = kind.procedure(order);
        try (Target target = kind.target(order, run::fence, run)) {
            if (run.job().dryRun()) {
                JobPlan plan = Survey.take(procedure, target).plan(run.job().id());
                run.end(JobState.SUCCEEDED, JobOutcome.UNCHANGED, JobResult.of(plan));
                return;
            }
            ProcedureRun.Ended ended = new ProcedureRun(procedure, target, run, record, patience, faults)
                    .forward(survey -> accept(survey, kind.planId(order)));
            JobResult result =
                    kind.finished(order, record.evidence(run.job().id())).and(ended.left());
            if (ended.failure() != null) {
                run.endIncomplete(ended.failure(), result);
            } else {
                run.end(JobState.SUCCEEDED, ended.changed() ? JobOutcome.COMPLETED : JobOutcome.UNCHANGED, result);
            }
        }
    }

    private void accept(Survey survey, @Nullable String planId) {
        survey.obstacles().ifPresent(obstacles -> {
            throw obstacles;
        });
        if (planId != null) {
            plans.get(planId).refuseUnlessSame(survey.plan(planId));
        }
    }

    private void undo(JobRun run, String originalId) {
        List<String> left = takeBackChanges(run, originalId);
        JobOutcome outcome = left.isEmpty() ? JobOutcome.COMPLETED : JobOutcome.INCOMPLETE;
        run.end(JobState.SUCCEEDED, outcome, JobResult.left(left));
    }

    private void takeBack(JobRun run, StoredJob stored, @Nullable Problem why) {
        List<String> left = stored.job().type() == JobType.HOST_PROBE
                ? List.of()
                : takeBackChanges(run, stored.job().id());
        JobOutcome outcome = left.isEmpty() ? JobOutcome.UNCHANGED : JobOutcome.INCOMPLETE;
        run.end(why == null ? JobState.CANCELLED : JobState.FAILED, outcome, JobResult.left(left));
    }

    private List<String> takeBackChanges(JobRun run, String originalId) {
        if (record.changesToUndo(originalId).isEmpty()) {
            return List.of();
        }
        StoredJob original = store.stored(originalId);
        ProcedureKind kind = kind(original.job().type());
        JobOrder order = original.order();
        try (Target target = kind.target(order, run::fence, run)) {
            List<String> left =
                    new ProcedureUndo(kind.procedure(order), target, run, record, patience, json).undo(order.id());
            kind.undone(order);
            return left;
        }
    }

    private ProcedureKind kind(JobType type) {
        return kinds.stream().filter(kind -> kind.type() == type).findFirst().orElseThrow();
    }
}
