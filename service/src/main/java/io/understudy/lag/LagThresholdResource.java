package io.understudy.lag;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.understudy.access.Role;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// `/clusters/{clusterId}/lag/thresholds`
@Path("/clusters/{clusterId}/lag/thresholds")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Lag", description = "How far standbys are behind.")
class LagThresholdResource {
    private final LagThresholdStore thresholds;

    LagThresholdResource(LagThresholdStore thresholds) {
        this.thresholds = thresholds;
    }

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    @Operation(
            operationId = "getLagThresholds",
            summary = "See from when on a standby is too far behind",
            description = "Of a cluster that was given none: 1 GiB or 30 s, for 10 s.")
    public LagThresholds get(@Parameter(description = "Id of the cluster.") @PathParam("clusterId") String clusterId) {
        return thresholds.get(clusterId);
    }

    @PUT
    @RolesAllowed(Role.MAY_OPERATE)
    @Operation(
            operationId = "putLagThresholds",
            summary = "Say from when on a standby is too far behind",
            description = "Beyond them the problem LAG_HIGH is raised. They hold from one of the next samples on.")
    public LagThresholds put(
            @Parameter(description = "Id of the cluster.") @PathParam("clusterId") String clusterId,
            @Parameter(description = "ETag of what was read.") @HeaderParam(HttpHeaders.IF_MATCH) @Nullable
                    String ifMatch,
            @NotNull @Valid LagThresholds request) {
        return thresholds.put(clusterId, request, ifMatch);
    }
}
