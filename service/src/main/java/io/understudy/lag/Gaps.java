package io.understudy.lag;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Notes what could not be measured: an absent value without a reason would look like one that is fine.
final class Gaps {
    private final Map<String, String> reasons = new LinkedHashMap<>();

    /// The value, or null and a note.
    <T> @Nullable T value(String field, Optional<T> value, String reason) {
        return value(field, value.orElse(null), reason);
    }

    /// The value, or null and a note.
    <T> @Nullable T value(String field, @Nullable T value, String reason) {
        if (value == null) {
            reasons.put(field, reason);
        }
        return value;
    }

    boolean has(String field) {
        return reasons.containsKey(field);
    }

    /// The notes; what was absent before has been so since then.
    List<UnknownValue> since(Instant now, List<UnknownValue> before) {
        record Cause(String reason, Instant since) {}
        Map<Cause, List<String>> grouped = new LinkedHashMap<>();
        reasons.forEach((field, reason) -> {
            Instant since = before.stream()
                    .filter(unknown -> unknown.fields().contains(field))
                    .map(UnknownValue::since)
                    .findFirst()
                    .orElse(now);
            grouped.computeIfAbsent(new Cause(reason, since), _ -> new ArrayList<>())
                    .add(field);
        });
        return grouped.entrySet().stream()
                .map(group -> new UnknownValue(
                        group.getValue(),
                        group.getKey().reason(),
                        group.getKey().since()))
                .toList();
    }
}
