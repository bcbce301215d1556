package io.understudy.promotion;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.understudy.access.Role;
import io.understudy.cluster.Cluster;
import io.understudy.cluster.ClusterNode;
import io.understudy.cluster.ClusterStore;
import io.understudy.cutover.Candidate;
import io.understudy.cutover.CutOver;
import io.understudy.cutover.CutOvers;
import io.understudy.job.JobOrder;
import io.understudy.job.JobPlans;
import io.understudy.job.Procedure;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.promotion.PromotionRequest.PromotionMode;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

@Path("/cutover-steps/test")
@Tag(name = "Cut-over steps", description = "What is done to the application around a promotion.")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class CutOverTestResource {
    private final ClusterStore clusters;
    private final CutOvers cutOvers;
    private final JobPlans plans;
    private final PromotionKind kind;

    CutOverTestResource(ClusterStore clusters, CutOvers cutOvers, JobPlans plans, PromotionKind kind) {
        this.clusters = clusters;
        this.cutOvers = cutOvers;
        this.plans = plans;
        this.kind = kind;
    }

    @POST
    @RolesAllowed(Role.MAY_OPERATE)
    @Operation(
            operationId = "testCutOverSteps",
            summary = "Try a list of cut-over steps without doing them",
            description =
                    "Looks at all hosts, and says of each step whether it could be done and what it would change. Nothing is changed; of a command only its verify is run.")
    public CutOverTest test(@NotNull @Valid CutOverTestRequest request) {
        Cluster cluster = ProblemException.named("/clusterId", () -> clusters.get(request.clusterId()));
        ClusterNode target = target(cluster, request);
        PromotionOrder order = new PromotionOrder(
                PromotionRequest.of(PromotionMode.SWITCHOVER, cluster.primary().id(), target.id()),
                cluster.primary().id(),
                target.id(),
                List.of(),
                null,
                cutOvers.list(cluster.id(), "/steps", request.steps()),
                List.of());
        CutOver cutOver = cutOvers.of(
                order.cutOverSteps(), new Candidate(target.hostId(), target.instance()), PromotionKind.NO_JOB);
        JobOrder asked = kind.order(PromotionKind.NO_JOB, cluster, order);
        return CutOverTest.of(plans.now(kind, asked, new Procedure(cutOver.checks(), cutOver.steps())));
    }

    private static ClusterNode target(Cluster cluster, CutOverTestRequest request) {
        String asked = request.targetNodeId();
        if (asked != null) {
            return ProblemException.named("/targetNodeId", () -> cluster.node(asked));
        }
        if (cluster.nodes().size() != 2) {
            throw new ProblemException(
                    ProblemType.NO_FIT_CANDIDATE,
                    "The cluster has %d standbys.".formatted(cluster.nodes().size() - 1));
        }
        return cluster.nodes().getLast();
    }
}
