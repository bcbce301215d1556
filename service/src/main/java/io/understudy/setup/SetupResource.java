package io.understudy.setup;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.understudy.access.Role;
import io.understudy.cluster.ClusterStore;
import io.understudy.host.HostStore;
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

@Path("/clusters/{clusterId}/replication-setups")
@Tag(name = "Replication setups", description = "Make a host a streaming standby of a cluster.")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class SetupResource {
    private final ClusterStore clusters;
    private final HostStore hosts;
    private final JobStore jobs;
    private final JobPlans plans;
    private final ReplicationSetupKind kind;
    private final JobAnswers answers;
    private final Idempotency idempotency;
    private final SecurityIdentity caller;

    SetupResource(
            ClusterStore clusters,
            HostStore hosts,
            JobStore jobs,
            JobPlans plans,
            ReplicationSetupKind kind,
            JobAnswers answers,
            Idempotency idempotency,
            SecurityIdentity caller) {
        this.clusters = clusters;
        this.hosts = hosts;
        this.jobs = jobs;
        this.plans = plans;
        this.kind = kind;
        this.answers = answers;
        this.idempotency = idempotency;
        this.caller = caller;
    }

    @POST
    @RolesAllowed(Role.MAY_OPERATE)
    @Operation(operationId = "createReplicationSetup", summary = "Make a host a streaming standby", description = """
            Starts a job. Its preflight asks everything before anything is written and reports all obstacles together; a job that \
            cannot reach its end takes back what it changed. Asked again for a standby that is in place, it finds every step \
            unchanged and restarts nothing. With `dryRun=true` the job writes nothing and its result is the plan; success of a dry \
            run does not promise success of the run.""")
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
            @Valid @NotNull SetupRequest request) {
        return answers.accepted(idempotency, key, request, prefer, () -> checked(clusterId, dryRun, request));
    }

    private NewJob checked(String clusterId, boolean dryRun, SetupRequest request) {
        clusters.get(clusterId);
        ProblemException.named("/standbyHostId", () -> hosts.get(request.standbyHostId()));
        if (request.slot() != null && request.walKeepMegabytes() != null) {
            throw ProblemException.ofField("/walKeepMegabytes", "slot and walKeepMegabytes exclude each other");
        }
        if (request.archive() != null) {
            refuseBadSchedule(request.archive().cleanupSchedule());
        }
        plans.refuseStale(request.planId(), dryRun, kind, plan -> kind.order(plan, clusterId, request));
        return new NewJob(
                JobType.REPLICATION_SETUP,
                clusterId,
                request.standbyHostId(),
                request,
                dryRun,
                caller.getPrincipal().getName(),
                null,
                null);
    }

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    @Operation(operationId = "listReplicationSetups", summary = "List the setup jobs of a cluster, newest first")
    public Page<Job> list(
            @Parameter(description = "Id of the cluster.") @PathParam("clusterId") String clusterId,
            @Parameter(description = "How many, 1 to 200; more is taken as 200.") @QueryParam("limit") @Nullable
                    Integer limit,
            @Parameter(description = "The `nextCursor` of the page before.") @QueryParam("cursor") @Nullable
                    String cursor) {
        return jobs.page(new JobFilter(clusters.get(clusterId).id(), JobType.REPLICATION_SETUP, null), cursor, limit);
    }

    private static void refuseBadSchedule(@Nullable String schedule) {
        if (schedule != null && !new CronSchedule(schedule).isValid()) {
            throw ProblemException.ofField("/archive/cleanupSchedule", "cron does not take this schedule: " + schedule);
        }
    }
}
