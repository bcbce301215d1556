package io.understudy.promotion;

/// A request with the two nodes that it was found to be about: kept with the job, because the cluster's
/// record changes when the job is done.
record PromotionOrder(PromotionRequest request, String primaryNodeId, String targetNodeId) {
    /// The target was the primary already when the request came.
    boolean isThere() {
        return primaryNodeId.equals(targetNodeId);
    }
}
