package io.understudy.promotion;

import io.understudy.cluster.Cluster;
import io.understudy.cluster.ClusterNode;
import io.understudy.cutover.CutOverStep;
import io.understudy.cutover.CutOvers;
import io.understudy.lag.SeenEnds;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.promotion.PromotionRequest.OnOldPrimary;
import io.understudy.promotion.PromotionRequest.PromotionMode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Predicate;

/// Finds the nodes that a request is about.
@ApplicationScoped
class PromotionOrders {
    private final Survivors survivors;
    private final SeenEnds ends;
    private final CutOvers cutOvers;

    PromotionOrders(Survivors survivors, SeenEnds ends, CutOvers cutOvers) {
        this.survivors = survivors;
        this.ends = ends;
        this.cutOvers = cutOvers;
    }

    /// A target that is the primary already is as the caller wants it, whoever was expected to be it.
    ///
    /// @param fit whether an order could be carried out now
    PromotionOrder of(Cluster cluster, PromotionRequest request, Predicate<PromotionOrder> fit) {
        String primary = cluster.primary().id();
        String target = request.targetNodeId();
        if (primary.equals(target)) {
            return new PromotionOrder(request, primary, primary, List.of(), null);
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
        List<CutOverStep> steps = cutOvers.list(cluster.id(), "/cutOverSteps", request.cutOverSteps());
        return switch (request.mode()) {
            case SWITCHOVER -> switchover(cluster, request, fit).doing(steps, List.of());
            case FAILOVER -> failover(cluster, request).doing(steps, cutOvers.unreachable(steps));
        };
    }

    private PromotionOrder switchover(Cluster cluster, PromotionRequest request, Predicate<PromotionOrder> fit) {
        refuseFailoversOwn(request);
        List<String> gone = cluster.nodes().size() == 2 ? List.of() : survivors.unreachable(cluster);
        String target = request.targetNodeId();
        return order(cluster, request, target == null ? onlyFit(cluster, request, gone, fit) : target, gone);
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

    private PromotionOrder order(Cluster cluster, PromotionRequest request, String target, List<String> unreachable) {
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
                        .toList(),
                switchover ? null : ends.last(cluster.id()).orElse(null));
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
            Cluster cluster, PromotionRequest request, List<String> unreachable, Predicate<PromotionOrder> isFit) {
        List<String> ids = cluster.nodes().stream().skip(1).map(ClusterNode::id).toList();
        List<String> fit = ids.size() == 1
                ? ids
                : ids.stream()
                        .filter(standby -> !unreachable.contains(standby))
                        .filter(standby -> isFit.test(order(cluster, request, standby, unreachable)))
                        .toList();
        if (fit.size() != 1) {
            throw new ProblemException(
                            ProblemType.NO_FIT_CANDIDATE,
                            "%d of the cluster's %d standbys could take over now.".formatted(fit.size(), ids.size()))
                    .with("fitNodeIds", fit);
        }
        return fit.getFirst();
    }
}
