package io.understudy.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a job's own record says of its run: what the result is made from, whoever owned the job meanwhile.
///
/// @param changes by step, as they were noted down before they were made
/// @param ended names of the steps that ended well
public record Evidence(Map<String, JsonNode> changes, Set<String> ended) {
    public Optional<JsonNode> change(String step) {
        return Optional.ofNullable(changes.get(step));
    }

    /// The change as what its step noted down.
    public <C> Optional<C> change(String step, Class<C> type, ObjectMapper json) {
        return change(step).map(noted -> {
            try {
                return json.treeToValue(noted, type);
            } catch (JsonProcessingException unreadable) {
                throw new IllegalStateException("the change of %s cannot be read".formatted(step), unreadable);
            }
        });
    }
}
