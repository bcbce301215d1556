package io.understudy.promotion;

import io.understudy.cluster.Cluster;
import io.understudy.cluster.ClusterNode;
import io.understudy.job.JobPlans;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.promotion.PromotionRequest.OnOldPrimary;
import io.understudy.promotion.PromotionRequest.PromotionMode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/// Finds the nodes that a request is about.
@ApplicationScoped
class PromotionOrders {
    /// Stands for a job's id where there is no job.
    static final String NO_JOB = "preflight";

    private final JobPlans plans;
    private final PromotionKind kind;
    private final Survivors survivors;

    PromotionOrders(JobPlans plans, PromotionKind kind, Survivors survivors) {
        this.plans = plans;
        this.kind = kind;
        this.survivors = survivors;
    }

    /// A target that is the primary already is as the caller wants it, whoever was expected to be it.
    PromotionOrder of(Cluster cluster, PromotionRequest request) {
        String primary = cluster.primary().id();
        String target = request.targetNodeId();
        if (primary.equals(target)) {
            return new PromotionOrder(request, primary, primary, List.of());
        }
        if (!primary.equals(request.expectedPrimaryNodeId())) {
            throw new ProblemException(
                            ProblemType.PRIMARY_CHANGED,
                            "The primary is node %s on %s."
                                    .formatted(primary, cluster.primary().host()))
                    .with("primaryNodeId", primary);
        }
        if (target != null) {
            cluster.node(target);
        }
        return switch (request.mode()) {
            case SWITCHOVER -> switchover(cluster, request);
            case FAILOVER -> failover(cluster, request);
        };
    }

    private PromotionOrder switchover(Cluster cluster, PromotionRequest request) {
        refuseFailoversOwn(request);
        List<ClusterNode> standbys = cluster.nodes().stream().skip(1).toList();
        List<String> gone = standbys.size() == 1 ? List.of() : survivors.unreachable(cluster);
        String target = request.targetNodeId();
        return order(cluster, request, target == null ? onlyFit(cluster, request, standbys, gone) : target, gone);
    }

    /// The old primary may be among those that cannot be reached; the target may not, but that is for the
    /// preflight to say.
    private PromotionOrder failover(Cluster cluster, PromotionRequest request) {
        if (request.onOldPrimary() == OnOldPrimary.REJOIN) {
            throw ProblemException.ofField(
                    "/onOldPrimary", "a failover leaves the old primary stopped; bring it back by a rejoin");
        }
        Survivors.Look look = survivors.look(cluster);
        String target = request.targetNodeId();
        return order(cluster, request, target == null ? look.furthest() : target, look.unreachable());
    }

    private static PromotionOrder order(
            Cluster cluster, PromotionRequest request, String target, List<String> unreachable) {
        List<String> leftOut =
                unreachable.stream().filter(node -> !node.equals(target)).toList();
        boolean switchover = request.mode() == PromotionMode.SWITCHOVER;
        String primary = cluster.primary().id();
        return new PromotionOrder(
                request,
                primary,
                target,
                // A switchover without its primary is none: that has to fail.
                leftOut.stream()
                        .filter(node -> !switchover || !node.equals(primary))
                        .toList());
    }

    private static void refuseFailoversOwn(PromotionRequest request) {
        if (request.acceptSplitBrainRisk() != null) {
            throw ProblemException.ofField("/acceptSplitBrainRisk", "a switchover takes no such risk");
        }
        if (request.acceptDataLoss() != null || request.maxLossBytes() != null) {
            throw ProblemException.ofField("/acceptDataLoss", "a switchover loses nothing");
        }
    }

    /// The only standby there is; of several the only one that is fit now.
    private String onlyFit(
            Cluster cluster, PromotionRequest request, List<ClusterNode> standbys, List<String> unreachable) {
        List<String> ids = standbys.stream().map(ClusterNode::id).toList();
        List<String> fit = ids.size() == 1
                ? ids
                : ids.stream()
                        .filter(standby -> !unreachable.contains(standby))
                        .filter(standby -> isFit(cluster, order(cluster, request, standby, unreachable)))
                        .toList();
        if (fit.size() != 1) {
            throw new ProblemException(
                            ProblemType.NO_FIT_CANDIDATE,
                            "%d of the cluster's %d standbys could take over now.".formatted(fit.size(), ids.size()))
                    .with("fitNodeIds", fit);
        }
        return fit.getFirst();
    }

    private boolean isFit(Cluster cluster, PromotionOrder order) {
        return plans.now(kind, kind.order(NO_JOB, cluster, order)).possible();
    }
}
