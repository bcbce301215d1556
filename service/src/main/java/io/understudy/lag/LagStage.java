package io.understudy.lag;

import io.understudy.postgres.Lsn;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// How far WAL has come on one of its four stages to a standby.
@Schema(description = "How far WAL has come on one of its four stages to a standby.")
public record LagStage(
        @Schema(
                description = "The place that it has come to, an LSN.",
                examples = "0/4000060",
                implementation = String.class)
        Lsn lsn,

        @Schema(
                description =
                        "Bytes of WAL between this place and the end of the primary's WAL. The end is read on the primary, and"
                                + " so is the place, unless an upstream or the standby itself knows it better.",
                examples = "0")
        long lagBytes,

        @Schema(description = """
                        Seconds since the primary wrote the first byte that has not come to this stage; 0 when none is missing, so \
                        an idle primary is no lag. Found by watching the end of the primary's WAL; what is younger than one \
                        interval of sampling is as PostgreSQL times it, and counts as 0 where it does not (9.6, and sent). \
                        Absent when it is longer ago than was watched.""", examples = "0.002") @Nullable
        Double lagSeconds) {}
