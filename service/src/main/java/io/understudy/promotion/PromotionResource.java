package io.understudy.promotion;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.understudy.access.Role;
import io.understudy.cluster.Cluster;
import io.understudy.cluster.ClusterStore;
import io.understudy.http.Idempotency;
import io.understudy.job.Job;
import io.understudy.job.JobAnswers;
import io.understudy.job.JobFilter;
import io.understudy.job.JobPlans;
import io.understudy.job.JobStore;
import io.understudy.job.JobType;
import io.understudy.job.NewJob;
import io.understudy.problem.ProblemException;
import io.understudy.promotion.PromotionRequest.PromotionMode;
import io.understudy.store.Page;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/clusters/{clusterId}/promotions")
@Tag(name = "Promotions", description = "Hand the primary's part over to a standby.")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class PromotionResource {
    private static final Duration FURTHEST = Duration.ofDays(7);

    private final ClusterStore clusters;
    private final JobStore jobs;
    private final JobPlans plans;
    private final PromotionKind kind;
    private final JobAnswers answers;
    private final Idempotency idempotency;
    private final SecurityIdentity caller;

    PromotionResource(
            ClusterStore clusters,
            JobStore jobs,
            JobPlans plans,
            PromotionKind kind,
            JobAnswers answers,
            Idempotency idempotency,
            SecurityIdentity caller) {
        this.clusters = clusters;
        this.jobs = jobs;
        this.plans = plans;
        this.kind = kind;
        this.answers = answers;
        this.idempotency = idempotency;
        this.caller = caller;
    }

    @POST
    @RolesAllowed(Role.MAY_OPERATE)
    @Operation(operationId = "createPromotion", summary = "Make a standby the primary", description = """
            Starts a job. Its preflight asks everything before anything is written. Until the step that its plan names as the point of \
            no return is attempted, any failure, time-out or cancel puts back what was, the old primary running and taking writes; from \
            then on the job only goes forward. Its result holds the proof that no acknowledged commit was lost. Asked again for what \
            is so already, it changes nothing. With `scheduledAt` it waits until then. With `dryRun=true` the job writes nothing and its result is the plan.""")
    @APIResponseSchema(value = Job.class, responseCode = "202", responseDescription = "The job that does it.")
    public Response create(
            @Parameter(description = "Id of the cluster.") @PathParam("clusterId") String clusterId,
            @Parameter(description = "Only make the plan; writes nothing on any host.")
                    @QueryParam("dryRun")
                    @DefaultValue("false")
                    boolean dryRun,
            @Parameter(description = "Makes the call safe to repeat for 24 h.")
                    @HeaderParam("Idempotency-Key")
                    @Nullable
                    String key,
            @Parameter(description = "`wait=N`: answer when the job has ended, or after N seconds (at most 30).")
                    @HeaderParam("Prefer")
                    @Nullable
                    String prefer,
            @Valid @NotNull PromotionRequest request) {
        return answers.accepted(idempotency, key, request, prefer, () -> checked(clusterId, dryRun, request));
    }

    private NewJob checked(String clusterId, boolean dryRun, PromotionRequest request) {
        Cluster cluster = clusters.get(clusterId);
        refuseTime(request);
        String target = request.targetNodeId();
        if (target != null) {
            ProblemException.named("/targetNodeId", () -> cluster.node(target));
        }
        PromotionOrder order = kind.asked(cluster, dryRun ? request.atOnce() : request);
        plans.refuseStale(request.planId(), dryRun, kind, plan -> kind.order(plan, cluster, order));
        return new NewJob(
                JobType.PROMOTION,
                clusterId,
                cluster.node(order.targetNodeId()).hostId(),
                order,
                dryRun,
                caller.getPrincipal().getName(),
                null,
                null,
                order.request().scheduledAt());
    }

    private static void refuseTime(PromotionRequest request) {
        Instant at = request.scheduledAt();
        if (at != null && request.mode() == PromotionMode.FAILOVER) {
            throw ProblemException.ofField("/scheduledAt", "a failover is done at once: the primary is gone");
        }
        Instant now = Instant.now();
        if (at != null && (!at.isAfter(now) || at.isAfter(now.plus(FURTHEST)))) {
            throw ProblemException.ofField(
                    "/scheduledAt",
                    "has to be in the future and at most %d days ahead; it is %s now"
                            .formatted(FURTHEST.toDays(), now.truncatedTo(ChronoUnit.SECONDS)));
        }
    }

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    @Operation(operationId = "listPromotions", summary = "List the promotion jobs of a cluster, newest first")
    public Page<Job> list(
            @Parameter(description = "Id of the cluster.") @PathParam("clusterId") String clusterId,
            @Parameter(description = "How many, 1 to 200; more is taken as 200.") @QueryParam("limit") @Nullable
                    Integer limit,
            @Parameter(description = "The `nextCursor` of the page before.") @QueryParam("cursor") @Nullable
                    String cursor) {
        return jobs.page(new JobFilter(clusters.get(clusterId).id(), JobType.PROMOTION, null), cursor, limit);
    }
}
