package io.understudy.alarm;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.understudy.access.Role;
import io.understudy.store.Cursor;
import io.understudy.store.Page;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// `/problems`: what is wrong with all clusters.
@Path("/problems")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Problems", description = "What is wrong with clusters, and since when.")
class AlarmResource {
    private final AlarmStore alarms;
    private final SecurityIdentity caller;

    AlarmResource(AlarmStore alarms, SecurityIdentity caller) {
        this.alarms = alarms;
        this.caller = caller;
    }

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    @Operation(operationId = "listProblems", summary = "List what is wrong, newest first", description = """
                    Raised and cleared by the samples of lag. Muted and acknowledged ones are listed, too, and say so.""")
    public Page<Alarm> list(
            @Parameter(description = "Only of this cluster.") @QueryParam("clusterId") @Nullable String clusterId,
            @Parameter(description = "true: also what is over.") @QueryParam("cleared") @DefaultValue("false")
                    boolean cleared,
            @Parameter(description = "How many to give at most; more than 200 counts as 200.")
                    @QueryParam("limit")
                    @Nullable
                    Integer limit,
            @Parameter(description = "nextCursor of the page before.") @QueryParam("cursor") @Nullable String cursor) {
        return Cursor.parse(cursor, "problems %s %s".formatted(clusterId, cleared))
                .page(limit, (before, count) -> alarms.list(clusterId, cleared, before, count), Alarm::id);
    }

    @GET
    @Path("/{id}")
    @RolesAllowed(Role.MAY_VIEW)
    @Operation(operationId = "getProblem", summary = "Read a problem")
    public Alarm get(@Parameter(description = "Id of the problem.") @PathParam("id") String id) {
        return alarms.get(id);
    }

    @POST
    @Path("/{id}/acknowledge")
    @RolesAllowed(Role.MAY_OPERATE)
    @Operation(operationId = "acknowledgeProblem", summary = "Say that a problem is known")
    public Alarm acknowledge(
            @Parameter(description = "Id of the problem.") @PathParam("id") String id,
            @NotNull @Valid AcknowledgeRequest request) {
        return alarms.acknowledge(id, caller.getPrincipal().getName(), request.comment());
    }

    @POST
    @Path("/{id}/mute")
    @RolesAllowed(Role.MAY_OPERATE)
    @Operation(
            operationId = "muteProblem",
            summary = "Hear nothing of a problem for a while",
            description = "It is listed all the same, with mutedUntilAt.")
    public Alarm mute(
            @Parameter(description = "Id of the problem.") @PathParam("id") String id,
            @NotNull @Valid MuteRequest request) {
        return alarms.mute(id, request.untilAt(), request.comment());
    }
}
