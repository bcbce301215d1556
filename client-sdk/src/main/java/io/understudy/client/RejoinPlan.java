package io.understudy.client;

import io.understudy.client.model.JobPlan;
import io.understudy.client.model.RejoinRequest;

/// What a rejoin would do, as [Understudy#plan] has found out, and the request that has just that carried
/// out.
///
/// @param request as it was planned, with the plan's id
public record RejoinPlan(String clusterId, RejoinRequest request, JobPlan plan) {}
