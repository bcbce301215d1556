package io.understudy.promotion;

import java.util.List;

/// A request with the nodes that it was found to be about: kept with the job, because the cluster's
/// record changes when the job is done, and because who takes part must not change while it runs.
///
/// @param leftOutNodeIds those whose hosts could not be reached when the request came
record PromotionOrder(
        PromotionRequest request, String primaryNodeId, String targetNodeId, List<String> leftOutNodeIds) {
    PromotionOrder {
        leftOutNodeIds = List.copyOf(leftOutNodeIds);
    }

    /// The target was the primary already when the request came.
    boolean isThere() {
        return primaryNodeId.equals(targetNodeId);
    }

    boolean leavesOut(String nodeId) {
        return leftOutNodeIds.contains(nodeId);
    }
}
