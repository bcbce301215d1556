package io.understudy.promotion;

import io.understudy.cutover.CutOverStep;
import io.understudy.lag.SeenEnds.SeenEnd;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request with the nodes that it was found to be about: kept with the job, because the cluster's
/// record changes when the job is done, and because who takes part must not change while it runs.
///
/// @param leftOutNodeIds those whose hosts could not be reached when the request came
/// @param seenEnd where the primary's WAL was last seen to end; of a failover whose primary was ever seen
/// @param cutOverSteps the request's own, or those that the cluster kept when it came
/// @param leftOutSteps those of them, of a failover, whose hosts could not be reached
record PromotionOrder(
        PromotionRequest request,
        String primaryNodeId,
        String targetNodeId,
        List<String> leftOutNodeIds,
        @Nullable SeenEnd seenEnd,
        List<CutOverStep> cutOverSteps,
        List<CutOverStep> leftOutSteps) {
    PromotionOrder {
        leftOutNodeIds = List.copyOf(leftOutNodeIds);
        cutOverSteps = List.copyOf(cutOverSteps);
        leftOutSteps = List.copyOf(leftOutSteps);
    }

    /// Nothing is done to the application.
    PromotionOrder(
            PromotionRequest request,
            String primaryNodeId,
            String targetNodeId,
            List<String> leftOutNodeIds,
            @Nullable SeenEnd seenEnd) {
        this(request, primaryNodeId, targetNodeId, leftOutNodeIds, seenEnd, List.of(), List.of());
    }

    PromotionOrder doing(List<CutOverStep> steps, List<CutOverStep> leftOut) {
        return new PromotionOrder(request, primaryNodeId, targetNodeId, leftOutNodeIds, seenEnd, steps, leftOut);
    }

    /// The target was the primary already when the request came.
    boolean isThere() {
        return primaryNodeId.equals(targetNodeId);
    }

    boolean leavesOut(String nodeId) {
        return leftOutNodeIds.contains(nodeId);
    }

    /// The cut-over steps that are done.
    List<CutOverStep> doneSteps() {
        return cutOverSteps.stream()
                .filter(step -> !leftOutSteps.contains(step))
                .toList();
    }
}
