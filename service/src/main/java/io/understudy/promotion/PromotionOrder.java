package io.understudy.promotion;

import io.understudy.lag.SeenEnds.SeenEnd;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request with the nodes that it was found to be about: kept with the job, because the cluster's
/// record changes when the job is done, and because who takes part must not change while it runs.
///
/// @param leftOutNodeIds those whose hosts could not be reached when the request came
/// @param seenEnd where the primary's WAL was last seen to end; of a failover whose primary was ever seen
record PromotionOrder(
        PromotionRequest request,
        String primaryNodeId,
        String targetNodeId,
        List<String> leftOutNodeIds,
        @Nullable SeenEnd seenEnd) {
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
