package io.understudy.cluster;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.understudy.access.Role;
import io.understudy.http.ETags;
import io.understudy.http.Idempotency;
import io.understudy.store.Cursor;
import io.understudy.store.Page;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// `/clusters`: primaries with their standbys.
@Path("/clusters")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Clusters", description = "Primaries with their standbys: adopt a running one, and see what it is now.")
class ClusterResource {
    private final ClusterStore clusters;
    private final ClusterAdoption adoption;
    private final ClusterReader reader;
    private final Idempotency idempotency;

    ClusterResource(ClusterStore clusters, ClusterAdoption adoption, ClusterReader reader, Idempotency idempotency) {
        this.clusters = clusters;
        this.adoption = adoption;
        this.reader = reader;
        this.idempotency = idempotency;
    }

    @POST
    @RolesAllowed(Role.MAY_OPERATE)
    @APIResponseSchema(
            value = Topology.class,
            responseCode = "201",
            responseDescription = "It is adopted. Location is its address, ETag what a change of it asks for.")
    @Operation(
            operationId = "adoptCluster",
            summary = "Adopt a running primary and the standbys it has",
            description = """
                    Looks at the instance, which has to run and to take writes, and at who streams from it. A standby on a \
                    registered host becomes a node; whoever else streams is listed in unmanagedStandbys with the reason. Nothing \
                    is changed on any host. To take in a standby whose host is registered later, forget the cluster and adopt it \
                    again.""")
    public Response adopt(
            @Parameter(description = "Makes the call safe to repeat for 24 h.")
                    @HeaderParam("Idempotency-Key")
                    @Nullable
                    String key,
            @NotNull @Valid AdoptClusterRequest request) {
        return idempotency.once(key, request, () -> {
            ClusterAdoption.Adopted adopted = adoption.adopt(request);
            return Response.created(URI.create("clusters/" + adopted.cluster().id()))
                    .header(HttpHeaders.ETAG, ETags.of(adopted.cluster()))
                    .entity(adopted.topology())
                    .build();
        });
    }

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    @Operation(
            operationId = "listClusters",
            summary = "List the clusters, oldest first",
            description = "As they were declared; nothing is measured.")
    public Page<Cluster> list(
            @Parameter(description = "How many to give at most; more than 200 counts as 200.")
                    @QueryParam("limit")
                    @Nullable
                    Integer limit,
            @Parameter(description = "nextCursor of the page before.") @QueryParam("cursor") @Nullable String cursor) {
        return Cursor.parse(cursor, "clusters").page(limit, (after, count) -> clusters.list(after, count), Cluster::id);
    }

    @GET
    @Path("/{clusterId}")
    @RolesAllowed(Role.MAY_VIEW)
    @APIResponseSchema(value = Topology.class, responseDescription = "The cluster as it is now.")
    @Operation(operationId = "getCluster", summary = "See what a cluster is now", description = """
                    All nodes are read for this answer, each for at most 5 s; what could not be measured is absent and \
                    unknownReason says why. The ETag stands for what was declared (name and nodes), which is what a change asks \
                    for; what was measured is new each time, so If-None-Match is not looked at.""")
    public Response get(@Parameter(description = "Id of the cluster.") @PathParam("clusterId") String clusterId) {
        ClusterReading reading = reader.read(clusterId);
        return Response.ok(Topology.of(reading))
                .header(HttpHeaders.ETAG, ETags.of(reading.cluster()))
                .build();
    }

    @PATCH
    @Path("/{clusterId}")
    @RolesAllowed(Role.MAY_OPERATE)
    @Operation(operationId = "renameCluster", summary = "Give a cluster another name")
    public Cluster rename(
            @Parameter(description = "Id of the cluster.") @PathParam("clusterId") String clusterId,
            @Parameter(description = "ETag of the cluster as it was read.") @HeaderParam("If-Match") @Nullable
                    String ifMatch,
            @NotNull @Valid RenameClusterRequest request) {
        return clusters.rename(clusterId, request.name(), ifMatch);
    }

    @DELETE
    @Path("/{clusterId}")
    @RolesAllowed(Role.MAY_OPERATE)
    @Operation(operationId = "forgetCluster", summary = "Forget a cluster", description = """
                    Removes the cluster, its nodes and its jobs from the service's own store. No host is touched: the primary, its \
                    standbys and everything that was set up on them go on as they are. Refused with JOB_CONFLICT while a job works \
                    on the cluster.""")
    public void forget(
            @Parameter(description = "Id of the cluster.") @PathParam("clusterId") String clusterId,
            @Parameter(description = "ETag of the cluster as it was read.") @HeaderParam("If-Match") @Nullable
                    String ifMatch) {
        clusters.delete(clusterId, ifMatch);
    }
}
