package io.understudy.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(description = "What came of a rejoin.")
public record RejoinResult(
        @Schema(
                description = "Id of the node that was to come back.",
                examples = "0193a1e2-8a1b-7e55-9c3f-2f6d1a7b9e01")
        String nodeId,

        @Schema(description = "Id of the primary that it follows.", examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d")
        String primaryNodeId,

        @Schema(description = "How it came back.", examples = "REWIND")
        RejoinMethod method,

        @Schema(
                description =
                        "Bytes of WAL, at least, that it had written and the primary never got, and that it does not have any more. Absent when not known, as with a copy.",
                examples = "16384")
        @Nullable
        Long discardedBytes,

        @Schema(
                description =
                        "Where that is kept on its host: the WAL of a rewind, the whole data directory of before with a copy. Absent when nothing was kept. It stays until somebody removes it.",
                examples = "/var/lib/postgresql/15/main.0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d-wal")
        @Nullable
        String keptIn,

        @Schema(description = "Whether it streams from the primary.", examples = "true")
        boolean follows) {
    @Schema(
            description =
                    "ATTACH: it had nothing of its own and follows as it was. REWIND: taken back to where the histories part, by pg_rewind. COPY: the primary's data was copied anew.")
    public enum RejoinMethod {
        ATTACH,
        REWIND,
        COPY
    }
}
