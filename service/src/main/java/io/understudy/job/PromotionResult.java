package io.understudy.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.understudy.postgres.Lsn;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(description = "What came of a promotion. What could not be measured is absent, never 0.")
public record PromotionResult(
        @Schema(
                description = "Id of the node that is the primary now.",
                examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d")
        String primaryNodeId,

        @Schema(
                description = "Id of the node that was the primary before; absent when nothing was promoted.",
                examples = "0193a1e2-8a1b-7e55-9c3f-2f6d1a7b9e01")
        @Nullable
        String previousPrimaryNodeId,

        @Schema(description = "The timeline before.", examples = "1") @Nullable
        Integer timelineBefore,

        @Schema(description = "The timeline now.", examples = "2") @Nullable
        Integer timelineAfter,

        @Schema(
                description =
                        "From the last write that the old primary acknowledged to the first that the new one did, seen by a probe that writes to both all the while. Absent when the service was restarted in between.",
                examples = "310")
        @Nullable
        Long writesStoppedForMilliseconds,

        @Schema(
                description =
                        "Acknowledged commits that may be lost: 0 when everything in proof holds, or loss says that there is none for certain. Absent when that is not known.",
                examples = "0")
        @Nullable
        Integer rowsAtRisk,

        @Schema(description = "Of a switchover: why nothing was lost; absent when nothing was promoted.") @Nullable
        Proof proof,

        @Schema(description = "Of a failover: what may be lost, and what nobody can know.") @Nullable
        Loss loss,

        @Schema(description = "Standbys that follow the new primary.", examples = "1")
        int standbysFollowing,

        @Schema(description = "Standbys that were to follow it.", examples = "1")
        int standbys,

        @Schema(description = "The cut-over steps in their order, and how each ended; empty when there were none.")
        List<CutOverEnd> cutOverSteps) {
    @Schema(name = "CutOverResult", description = "How one cut-over step ended.")
    public record CutOverEnd(
            @Schema(description = "Its name in the list.", examples = "stop-puma")
            String name,

            @Schema(description = "What it was to do.", examples = "stop puma.service")
            String action,

            @Schema(
                    description = "What came of it; more is said by the job's step ensure-cut-over-NAME.",
                    examples = "CHANGED")
            CutOverOutcome outcome) {}

    @Schema(description = """
            CHANGED: done and seen to be so. UNCHANGED: was already so. NOT_DONE: failed or was not tried, see the job's next actions. \
            LEFT_OUT: its host could not be reached when a failover began.""")
    public enum CutOverOutcome {
        CHANGED,
        UNCHANGED,
        NOT_DONE,
        LEFT_OUT
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "PromotionProof",
            description = "Where each server was in the WAL when the one stopped and the other took over.")
    public record Proof(
            @Schema(
                    description = "Where the old primary's shutdown checkpoint record begins: the last that it wrote.",
                    examples = "0/4000028",
                    implementation = String.class)
            Lsn shutdownCheckpointLsn,

            @Schema(
                    description = "Up to where the candidate had received WAL when it was promoted.",
                    examples = "0/40000A0",
                    implementation = String.class)
            Lsn receivedLsn,

            @Schema(
                    description =
                            "Up to where it had replayed WAL: beyond the beginning of the shutdown checkpoint record, so all of that.",
                    examples = "0/40000A0",
                    implementation = String.class)
            Lsn replayedLsn,

            @Schema(
                    description = "Where the new timeline begins, by the new primary's own history file.",
                    examples = "0/40000A0",
                    implementation = String.class)
            @Nullable
            Lsn forkLsn,

            @Schema(
                    description =
                            "Whether the row that was written to the old primary just before was read on the new one.",
                    examples = "true")
            boolean sentinelSeen,

            @Schema(
                    description =
                            "Whether the old primary was still where it had stopped after the new one had taken over.",
                    examples = "true")
            boolean oldPrimaryUnmoved) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "PromotionLoss", description = "What the new primary may lack after a failover.")
    public record Loss(
            @Schema(
                    description =
                            "Bytes of WAL, at least, that the old primary or another standby was known to have and the new primary has not. The old primary's are 0 when not known, see complete.",
                    examples = "0")
            long knownBytes,

            @Schema(
                    description =
                            "Whether the end of the old primary's WAL was known, so that knownBytes is all there is. False: nobody can know what else it had acknowledged.",
                    examples = "false")
            boolean complete,

            @Schema(
                    description = "Up to where the new primary had received WAL when it was promoted.",
                    examples = "0/40000A0",
                    implementation = String.class)
            Lsn receivedLsn,

            @Schema(
                    description =
                            "When the newest commit that it has was made, by the old primary's clock: what was acknowledged later is lost. Absent when it had replayed none since its start.",
                    examples = "2026-11-22T10:15:30.123Z")
            @Nullable
            Instant newestCommitAt,

            @Schema(
                    description =
                            "Whether the old primary was stopped on its host and closed for starts. False: it may still take writes.",
                    examples = "true")
            boolean oldPrimaryFenced) {}
}
