package io.understudy.promotion;

import io.understudy.cluster.Cluster;
import io.understudy.cluster.ClusterNode;
import io.understudy.job.JobPlans;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/// Finds the two nodes that a request is about.
@ApplicationScoped
class PromotionOrders {
    /// Stands for a job's id where there is no job.
    static final String NO_JOB = "preflight";

    private final JobPlans plans;
    private final PromotionKind kind;

    PromotionOrders(JobPlans plans, PromotionKind kind) {
        this.plans = plans;
        this.kind = kind;
    }

    /// A target that is the primary already is as the caller wants it, whoever was expected to be it.
    PromotionOrder of(Cluster cluster, PromotionRequest request) {
        String primary = cluster.primary().id();
        String target = request.targetNodeId();
        if (primary.equals(target)) {
            return new PromotionOrder(request, primary, primary);
        }
        if (!primary.equals(request.expectedPrimaryNodeId())) {
            throw new ProblemException(
                            ProblemType.PRIMARY_CHANGED,
                            "The primary is node %s on %s."
                                    .formatted(primary, cluster.primary().host()))
                    .with("primaryNodeId", primary);
        }
        return new PromotionOrder(
                request,
                primary,
                target == null
                        ? onlyStandby(cluster, request)
                        : cluster.node(target).id());
    }

    /// The only standby there is; of several the only one that is fit now.
    private String onlyStandby(Cluster cluster, PromotionRequest request) {
        List<String> standbys =
                cluster.nodes().stream().skip(1).map(ClusterNode::id).toList();
        List<String> fit = standbys.size() == 1
                ? standbys
                : standbys.stream()
                        .filter(standby -> isFit(
                                cluster,
                                new PromotionOrder(request, cluster.primary().id(), standby)))
                        .toList();
        if (fit.size() != 1) {
            throw new ProblemException(
                            ProblemType.NO_FIT_CANDIDATE,
                            "%d of the cluster's %d standbys could take over now."
                                    .formatted(fit.size(), standbys.size()))
                    .with("fitNodeIds", fit);
        }
        return fit.getFirst();
    }

    private boolean isFit(Cluster cluster, PromotionOrder order) {
        return plans.now(kind, kind.order(NO_JOB, cluster, order)).possible();
    }
}
