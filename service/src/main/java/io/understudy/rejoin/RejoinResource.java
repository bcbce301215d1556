package io.understudy.rejoin;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.understudy.access.Role;
import io.understudy.cluster.Cluster;
import io.understudy.cluster.ClusterNode;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/clusters/{clusterId}/rejoins")
@Tag(name = "Rejoins", description = "Bring a stray old primary back as a standby.")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class RejoinResource {
    private final ClusterStore clusters;
    private final JobStore jobs;
    private final JobPlans plans;
    private final RejoinKind kind;
    private final JobAnswers answers;
    private final Idempotency idempotency;
    private final SecurityIdentity caller;

    RejoinResource(
            ClusterStore clusters,
            JobStore jobs,
            JobPlans plans,
            RejoinKind kind,
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
    @Operation(operationId = "createRejoin", summary = "Bring a node back as a standby", description = """
            Starts a job for an old primary that a failover left behind, or a standby that was left out. It reads both histories and \
            says whether the node can be attached as it is, has to be rewound, or has to be copied anew, and what would be discarded; \
            the check `check-histories` of a dry run has it. What the node wrote and the primary never got is discarded only with \
            `discardDivergent`, and kept aside; a new copy is made only with `copyAgain`. A server that still runs there is stopped and \
            closed for starts first: from then on the job only goes forward.""")
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
            @Valid @NotNull RejoinRequest request) {
        return answers.accepted(idempotency, key, request, prefer, () -> checked(clusterId, dryRun, request));
    }

    private NewJob checked(String clusterId, boolean dryRun, RejoinRequest request) {
        Cluster cluster = clusters.get(clusterId);
        ClusterNode node = ProblemException.named("/nodeId", () -> cluster.node(request.nodeId()));
        if (node.equals(cluster.primary())) {
            throw ProblemException.ofField("/nodeId", "the node is the cluster's primary");
        }
        RejoinOrder order = new RejoinOrder(request, cluster.primary().id());
        plans.refuseStale(request.planId(), dryRun, kind, plan -> kind.order(plan, cluster, order));
        return new NewJob(
                JobType.REJOIN,
                clusterId,
                node.hostId(),
                order,
                dryRun,
                caller.getPrincipal().getName(),
                null,
                null);
    }

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    @Operation(operationId = "listRejoins", summary = "List the rejoin jobs of a cluster, newest first")
    public Page<Job> list(
            @Parameter(description = "Id of the cluster.") @PathParam("clusterId") String clusterId,
            @Parameter(description = "How many, 1 to 200; more is taken as 200.") @QueryParam("limit") @Nullable
                    Integer limit,
            @Parameter(description = "The `nextCursor` of the page before.") @QueryParam("cursor") @Nullable
                    String cursor) {
        return jobs.page(new JobFilter(clusters.get(clusterId).id(), JobType.REJOIN, null), cursor, limit);
    }
}
