package io.understudy.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/// What a job was asked to do.
///
/// @param id of the job; of the plan, while only a plan is held against the present
/// @param request as the feature's resource stored it
public record JobOrder(String id, String clusterId, String hostId, JsonNode request) {
    /// The request as what the resource stored.
    public <T> T request(Class<T> type, ObjectMapper json) {
        try {
            return json.treeToValue(request, type);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("job %s holds a request that is none".formatted(id), broken);
        }
    }
}
