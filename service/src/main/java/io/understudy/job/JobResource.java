package io.understudy.job;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.understudy.access.Role;
import io.understudy.http.Idempotency;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.store.Page;
import jakarta.annotation.security.RolesAllowed;
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
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/jobs")
@Tag(name = "Jobs", description = "Work on hosts: watch it, stop it, take it back.")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class JobResource {
    private final JobStore store;
    private final JobRecord record;
    private final JobEventStore events;
    private final JobSchedule schedule;
    private final JobAnswers answers;
    private final Idempotency idempotency;
    private final SecurityIdentity caller;

    JobResource(
            JobStore store,
            JobRecord record,
            JobEventStore events,
            JobSchedule schedule,
            JobAnswers answers,
            Idempotency idempotency,
            SecurityIdentity caller) {
        this.store = store;
        this.record = record;
        this.events = events;
        this.schedule = schedule;
        this.answers = answers;
        this.idempotency = idempotency;
        this.caller = caller;
    }

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    @Operation(operationId = "listJobs", summary = "List jobs, newest first")
    public Page<Job> list(
            @Parameter(description = "Only jobs of this cluster.") @QueryParam("clusterId") @Nullable String clusterId,
            @Parameter(description = "Only jobs of this type.") @QueryParam("type") @Nullable JobType type,
            @Parameter(description = "Only jobs in this state.") @QueryParam("state") @Nullable JobState state,
            @Parameter(description = "How many, 1 to 200; more is taken as 200.") @QueryParam("limit") @Nullable
                    Integer limit,
            @Parameter(description = "The `nextCursor` of the page before.") @QueryParam("cursor") @Nullable
                    String cursor) {
        return store.page(new JobFilter(clusterId, type, state), cursor, limit);
    }

    @GET
    @Path("/{id}")
    @RolesAllowed(Role.MAY_VIEW)
    @Operation(
            operationId = "getJob",
            summary = "Show a job",
            description =
                    "With `Prefer: wait=N` the answer comes when the job has ended, or after N seconds (at most 30).")
    @APIResponseSchema(value = Job.class, responseCode = "200", responseDescription = "The job.")
    public Response get(
            @Parameter(description = "Id of the job.") @PathParam("id") String id,
            @Parameter(description = "`wait=N`: seconds to wait for the job's end.") @HeaderParam("Prefer") @Nullable
                    String prefer) {
        return answers.shown(id, prefer);
    }

    @GET
    @Path("/{id}/changes")
    @RolesAllowed(Role.MAY_VIEW)
    @Operation(
            operationId = "listJobChanges",
            summary = "List what a job changed on its hosts",
            description =
                    "Every file with its diff, every setting old and new, roles, slots, units, directories, in the order they were made.")
    public ChangeList changes(@Parameter(description = "Id of the job.") @PathParam("id") String id) {
        return new ChangeList(record.changes(store.get(id).id()));
    }

    @Schema(name = "JobChangeList", description = "The record of changes of a job.")
    public record ChangeList(
            @Schema(description = "In the order they were made.")
            List<ChangeView> items) {}

    @GET
    @Path("/{id}/logs")
    @RolesAllowed(Role.MAY_VIEW)
    @Operation(
            operationId = "listJobLogs",
            summary = "Read a job's log from an offset on",
            description =
                    "To follow it, ask again with `after` set to `nextAfter`; `complete` says that nothing more will come.")
    public LogPage logs(
            @Parameter(description = "Id of the job.") @PathParam("id") String id,
            @Parameter(description = "Only lines behind this id; 0 for all.") @QueryParam("after") @DefaultValue("0")
                    long after,
            @Parameter(description = "Only lines of this step.") @QueryParam("step") @Nullable String step,
            @Parameter(description = "How many lines, 1 to 1000.") @QueryParam("limit") @DefaultValue("500")
                    int limit) {
        boolean ended = store.get(id).state().ended();
        List<JobEvent> lines = events.list(id, after, "log", step, Math.clamp(limit, 1, 1000));
        return new LogPage(lines, lines.isEmpty() ? after : lines.getLast().id(), ended && lines.size() < limit);
    }

    @Schema(name = "JobLogPage", description = "A stretch of a job's log.")
    public record LogPage(
            @Schema(description = "Lines in order.") List<JobEvent> items,

            @Schema(description = "What to send as `after` to go on.", examples = "4711")
            long nextAfter,

            @Schema(description = "True when the job has ended and this was the last stretch.", examples = "false")
            boolean complete) {}

    @POST
    @Path("/{id}/cancel")
    @RolesAllowed(Role.MAY_OPERATE)
    @Operation(
            operationId = "cancelJob",
            summary = "Stop a job and take back what it changed",
            description = "Answers 409 `JOB_NOT_CANCELLABLE` when it has ended or is taking back already.")
    @APIResponseSchema(value = Job.class, responseCode = "202", responseDescription = "It is stopping.")
    public Response cancel(
            @Parameter(description = "Id of the job.") @PathParam("id") String id,
            @Parameter(description = "`wait=N`: answer when the job has ended, or after N seconds (at most 30).")
                    @HeaderParam("Prefer")
                    @Nullable
                    String prefer) {
        if (!schedule.cancel(id)) {
            store.askToCancel(id);
        }
        return answers.accepted(id, prefer);
    }

    @POST
    @Path("/{id}/retry")
    @RolesAllowed(Role.MAY_OPERATE)
    @Operation(
            operationId = "retryJob",
            summary = "Ask for the same again",
            description = "Makes a new job with the request of one that failed or was cancelled.")
    @APIResponseSchema(value = Job.class, responseCode = "202", responseDescription = "The new job.")
    public Response retry(
            @Parameter(description = "Id of the job.") @PathParam("id") String id,
            @Parameter(
                            description =
                                    "Makes the call safe to repeat for 24 h: the same key gives the first answer again.")
                    @HeaderParam("Idempotency-Key")
                    @Nullable
                    String key,
            @Parameter(description = "`wait=N`: answer when the job has ended, or after N seconds (at most 30).")
                    @HeaderParam("Prefer")
                    @Nullable
                    String prefer) {
        return answers.accepted(
                idempotency,
                key,
                id,
                prefer,
                () -> ended(id).again(caller.getPrincipal().getName()));
    }

    @POST
    @Path("/{id}/undo")
    @RolesAllowed(Role.MAY_OPERATE)
    @Operation(
            operationId = "undoJob",
            summary = "Take back what a job changed",
            description =
                    "Makes a new job that puts back what can be put back, last change first, and says what cannot. Refused with `PAST_NO_RETURN` for a promotion that went past its point of no return, and with `PRIMARY_CHANGED` for every job that is older than one.")
    @APIResponseSchema(value = Job.class, responseCode = "202", responseDescription = "The job that takes back.")
    public Response undo(
            @Parameter(description = "Id of the job.") @PathParam("id") String id,
            @Parameter(
                            description =
                                    "Makes the call safe to repeat for 24 h: the same key gives the first answer again.")
                    @HeaderParam("Idempotency-Key")
                    @Nullable
                    String key,
            @Parameter(description = "`wait=N`: answer when the job has ended, or after N seconds (at most 30).")
                    @HeaderParam("Prefer")
                    @Nullable
                    String prefer) {
        return answers.accepted(idempotency, key, id, prefer, () -> takenBack(id));
    }

    private NewJob takenBack(String id) {
        StoredJob old = ended(id);
        if (old.job().noReturnAt() != null) {
            throw new ProblemException(
                    ProblemType.PAST_NO_RETURN,
                    "job %s went past %s".formatted(id, old.job().pointOfNoReturn()));
        }
        store.promotedSince(old.job()).ifPresent(promotion -> {
            throw new ProblemException(
                    ProblemType.PRIMARY_CHANGED,
                    "job %s has since made another node the primary: what job %s changed is not to be taken back from it"
                            .formatted(promotion, id));
        });
        if (record.changesToUndo(id).isEmpty()) {
            throw new ProblemException(ProblemType.NOTHING_TO_UNDO, "job %s left no change on any host".formatted(id));
        }
        return old.takenBack(caller.getPrincipal().getName());
    }

    private StoredJob ended(String id) {
        StoredJob old = store.stored(id);
        if (!old.job().state().ended()) {
            throw new ProblemException(ProblemType.JOB_CONFLICT, "job %s has not ended".formatted(id))
                    .with("conflictingJobId", id);
        }
        return old;
    }
}
