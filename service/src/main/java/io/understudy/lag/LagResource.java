package io.understudy.lag;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.understudy.access.Role;
import io.understudy.cluster.ClusterReader;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// `/clusters/{clusterId}/lag`
@Path("/clusters/{clusterId}/lag")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Lag", description = "How far standbys are behind.")
class LagResource {
    private final ClusterReader reader;

    LagResource(ClusterReader reader) {
        this.reader = reader;
    }

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    @Operation(operationId = "getClusterLag", summary = "See how far the standbys are behind", description = """
                    All nodes are read for this answer, each for at most 5 s. Bytes are the primary's own. What could not be \
                    measured is absent, never 0, and unknown says why.""")
    public ClusterLag get(@Parameter(description = "Id of the cluster.") @PathParam("clusterId") String clusterId) {
        return new LagTracker().sample(reader.read(clusterId), Instant.now());
    }
}
