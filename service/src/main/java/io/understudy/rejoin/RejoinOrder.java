package io.understudy.rejoin;

/// A request with the primary that the cluster had when it came.
record RejoinOrder(RejoinRequest request, String primaryNodeId) {}
