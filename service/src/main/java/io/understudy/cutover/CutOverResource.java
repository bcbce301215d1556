package io.understudy.cutover;

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

/// `/clusters/{clusterId}/cutover-steps`
@Path("/clusters/{clusterId}/cutover-steps")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Cut-over steps", description = "What is done to the application around a promotion.")
class CutOverResource {
    private final CutOverStore store;
    private final CutOvers cutOvers;

    CutOverResource(CutOverStore store, CutOvers cutOvers) {
        this.store = store;
        this.cutOvers = cutOvers;
    }

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    @Operation(
            operationId = "getCutOverSteps",
            summary = "See what is done to the application around a promotion",
            description = "Empty for a cluster that was given no list.")
    public CutOverSteps get(@Parameter(description = "Id of the cluster.") @PathParam("clusterId") String clusterId) {
        return store.get(clusterId);
    }

    @PUT
    @RolesAllowed(Role.MAY_OPERATE)
    @Operation(
            operationId = "putCutOverSteps",
            summary = "Say what is done to the application around a promotion",
            description =
                    "Replaces the whole list. It holds for promotions that are asked for from now on and bring no list of their own.")
    public CutOverSteps put(
            @Parameter(description = "Id of the cluster.") @PathParam("clusterId") String clusterId,
            @Parameter(description = "ETag of what was read.") @HeaderParam(HttpHeaders.IF_MATCH) @Nullable
                    String ifMatch,
            @NotNull @Valid CutOverSteps request) {
        cutOvers.refuseUnfit("/steps", request.steps());
        return store.put(clusterId, request, ifMatch);
    }
}
