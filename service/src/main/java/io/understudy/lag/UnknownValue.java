package io.understudy.lag;

import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// Values that are absent, and why.
@Schema(description = "Values that are absent, and why.")
public record UnknownValue(
        @Schema(description = "Their names; a dot leads into an object.", examples = "replayed.lagSeconds")
        List<String> fields,

        @Schema(description = "Why they are not known.", examples = "db2 gave no answer within 5 s")
        String reason,

        @Schema(
                description = "Since when they have been absent, as far as was watched.",
                examples = "2026-11-22T10:15:30.123Z")
        Instant since) {
    public UnknownValue {
        fields = List.copyOf(fields);
    }
}
