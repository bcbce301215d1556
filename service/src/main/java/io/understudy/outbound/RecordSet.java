package io.understudy.outbound;

import java.util.List;
import java.util.Locale;

/// All records that a name has of one type. None is a state too: the name has no record of that type.
///
/// @param values in the form of a zone file, names absolute, in lower case as servers compare them, sorted, each
/// once
/// @param ttlSeconds 0 when there is none
public record RecordSet(List<String> values, long ttlSeconds) {
    public static final RecordSet NONE = new RecordSet(List.of(), 0);

    public RecordSet {
        values = values.stream()
                .map(value -> value.toLowerCase(Locale.ROOT))
                .distinct()
                .sorted()
                .toList();
    }

    @Override
    public String toString() {
        return values.isEmpty() ? "none" : "%s (TTL %d s)".formatted(String.join(", ", values), ttlSeconds);
    }
}
