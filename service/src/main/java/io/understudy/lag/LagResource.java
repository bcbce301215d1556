package io.understudy.lag;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.understudy.access.Role;
import io.understudy.http.Prefer;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// `/clusters/{clusterId}/lag`
@Path("/clusters/{clusterId}/lag")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Lag", description = "How far standbys are behind.")
class LagResource {
    private final LagNow now;
    private final LagHistories histories;

    LagResource(LagNow now, LagHistories histories) {
        this.now = now;
        this.histories = histories;
    }

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    @APIResponseSchema(value = ClusterLag.class, responseDescription = "How far the standbys are behind.")
    @Operation(
            operationId = "getClusterLag",
            summary = "See how far the standbys are behind, or wait until they are close",
            description = """
                    The newest sample; stale says when it is too old to go by. With belowBytes the hosts are asked for this very \
                    answer, and with `Prefer: wait=N` again and again for up to N seconds (at most 30), until below is true. Bytes are \
                    the primary's own. What could not be measured is absent, never 0, and unknown says why.""")
    public Response get(
            @Parameter(description = "Id of the cluster.") @PathParam("clusterId") String clusterId,
            @Parameter(description = "Ask whether the standbys have replayed to within so many bytes.")
                    @QueryParam("belowBytes")
                    @PositiveOrZero
                    @Nullable
                    Long belowBytes,
            @Parameter(description = "With belowBytes: only this standby counts.") @QueryParam("nodeId") @Nullable
                    String nodeId,
            @Parameter(description = "With belowBytes: `wait=N`, seconds to wait for below.")
                    @HeaderParam("Prefer")
                    @Nullable
                    String prefer) {
        if (belowBytes == null) {
            return Response.ok(now.newest(clusterId)).build();
        }
        Duration wait = Prefer.waiting(prefer);
        Response.ResponseBuilder answer = Response.ok(now.below(clusterId, belowBytes, nodeId, wait));
        return (wait.isZero() ? answer : answer.header("Preference-Applied", "wait=" + wait.toSeconds())).build();
    }

    @GET
    @Path("/history")
    @RolesAllowed(Role.MAY_VIEW)
    @Operation(
            operationId = "getClusterLagHistory",
            summary = "See how far the standbys were behind",
            description = """
                    Every step of the time asked for, with least, most, mean and 95th percentile of its samples; a step without \
                    values is a gap. Older than the samples that are kept, steps are whole multiples of 5 minutes.""")
    public LagHistory history(
            @Parameter(description = "Id of the cluster.") @PathParam("clusterId") String clusterId,
            @Parameter(
                            description = "When to begin; an hour before `to` when absent.",
                            schema = @Schema(type = SchemaType.STRING, format = "date-time"))
                    @QueryParam("from")
                    @Nullable
                    String from,
            @Parameter(
                            description = "When to end; now when absent.",
                            schema = @Schema(type = SchemaType.STRING, format = "date-time"))
                    @QueryParam("to")
                    @Nullable
                    String to,
            @Parameter(
                            description =
                                    "Length of a step; a three-hundredth of the whole when absent. At most 3,000 steps.")
                    @QueryParam("stepSeconds")
                    @Nullable
                    Long stepSeconds,
            @Parameter(description = "The stage; REPLAYED when absent.") @QueryParam("stage") @Nullable KeptStage stage,
            @Parameter(description = "Only this standby.") @QueryParam("nodeId") @Nullable String nodeId) {
        return histories.of(clusterId, nodeId, LagQuery.of(from, to, stepSeconds, stage, Instant.now()));
    }
}
