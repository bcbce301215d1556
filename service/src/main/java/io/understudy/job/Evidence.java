package io.understudy.job;

import com.fasterxml.jackson.databind.JsonNode;
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
}
