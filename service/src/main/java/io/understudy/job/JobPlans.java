package io.understudy.job;

import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.step.Pulse;
import io.understudy.step.Target;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Plans that dry runs have made, and whether they still hold.
@ApplicationScoped
public class JobPlans {
    private final JobStore store;

    JobPlans(JobStore store) {
        this.store = store;
    }

    /// @throws ProblemException [ProblemType#PLAN_STALE] when the job is no dry run that has ended well
    JobPlan get(String planId) {
        JobResult result = store.get(planId).result();
        JobPlan plan = result == null ? null : result.plan();
        if (plan == null) {
            throw new ProblemException(ProblemType.PLAN_STALE, "job %s holds no plan".formatted(planId));
        }
        return plan;
    }

    /// Looks at the hosts once more, so that the caller hears at once and not from a failed job.
    ///
    /// @param planId the request's; without it there is nothing to refuse
    /// @param dryRun a new plan is held against no other
    /// @param order what the request asks for, under the id of the plan
    /// @throws ProblemException VALIDATION_FAILED when there is no such job; [ProblemType#PLAN_STALE] with
    ///     `differences`
    public void refuseStale(
            @Nullable String planId, boolean dryRun, ProcedureKind kind, Function<String, JobOrder> order) {
        if (planId == null) {
            return;
        }
        ProblemException.named("/planId", () -> store.get(planId));
        if (!dryRun) {
            get(planId).refuseUnlessSame(now(kind, order.apply(planId)));
        }
    }

    /// The plan as it would be now, made without a job.
    ///
    /// @param order its id becomes the plan's
    public JobPlan now(ProcedureKind kind, JobOrder order) {
        return now(kind, order, kind.procedure(order));
    }

    /// The same of a part of what the kind would do.
    public JobPlan now(ProcedureKind kind, JobOrder order, Procedure procedure) {
        try (Target target = kind.target(order, JobPlans::noWrite, new Looking())) {
            return Survey.take(procedure, target).plan(order.id());
        }
    }

    private static long noWrite() {
        throw new IllegalStateException("a plan writes nothing");
    }

    /// No job runs while a plan is held against the present, so nobody listens.
    private record Looking() implements Pulse {
        @Override
        public void copied(long doneBytes, long totalBytes) {}

        @Override
        public void log(String line) {}

        @Override
        public void pause(Duration howLong) {
            throw new IllegalStateException("looking does not wait");
        }
    }
}
