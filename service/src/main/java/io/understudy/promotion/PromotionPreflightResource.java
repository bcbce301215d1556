package io.understudy.promotion;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.understudy.access.Role;
import io.understudy.cluster.Cluster;
import io.understudy.cluster.ClusterStore;
import io.understudy.job.JobPlans;
import io.understudy.promotion.PromotionRequest.PromotionMode;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/clusters/{clusterId}/promotion-preflight")
@Tag(name = "Promotions")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class PromotionPreflightResource {
    private final ClusterStore clusters;
    private final JobPlans plans;
    private final PromotionKind kind;

    PromotionPreflightResource(ClusterStore clusters, JobPlans plans, PromotionKind kind) {
        this.clusters = clusters;
        this.plans = plans;
        this.kind = kind;
    }

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    @Operation(
            operationId = "getPromotionPreflight",
            summary = "Ask whether a promotion could begin now",
            description = "The same checks as those of a promotion's job, and its steps. Writes nothing on any host.")
    public PromotionPreflight preflight(
            @Parameter(description = "Id of the cluster.") @PathParam("clusterId") String clusterId,
            @Parameter(description = "Id of the standby that would take over; may be left out as in the request.")
                    @QueryParam("target")
                    @Nullable
                    String target,
            @Parameter(
                            description =
                                    "SWITCHOVER, the default, or FAILOVER, which then shows what would have to be accepted.")
                    @QueryParam("mode")
                    @DefaultValue("SWITCHOVER")
                    PromotionMode mode) {
        Cluster cluster = clusters.get(clusterId);
        PromotionRequest request = PromotionRequest.of(mode, cluster.primary().id(), target);
        PromotionOrder order = kind.asked(cluster, request);
        return PromotionPreflight.of(order, plans.now(kind, kind.order(PromotionKind.NO_JOB, cluster, order)));
    }
}
