package io.understudy.lag;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.understudy.postgres.Lsn;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// How far WAL has come on one of its four stages to a standby.
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(description = "How far WAL has come on one of its four stages to a standby.")
public record LagStage(
        @Schema(
                description = "The place that it has come to, an LSN.",
                examples = "0/4000060",
                implementation = String.class)
        Lsn lsn,

        @Schema(
                description =
                        "Bytes of WAL between this place and the end of the primary's WAL, both read on the primary.",
                examples = "0")
        long lagBytes,

        @Schema(description = """
                        Seconds that recent WAL took from the primary's disk to this stage and back, as the primary measured \
                        them. Absent for sent, which PostgreSQL does not time, and when secondsUnknownReason says why.""", examples = "0.002") @Nullable
        Double lagSeconds) {}
