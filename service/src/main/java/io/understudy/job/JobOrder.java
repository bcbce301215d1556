package io.understudy.job;

import com.fasterxml.jackson.databind.JsonNode;

/// What a job was asked to do.
///
/// @param id of the job; of the plan, while only a plan is held against the present
/// @param request as the feature's resource stored it
public record JobOrder(String id, String clusterId, String hostId, JsonNode request) {}
