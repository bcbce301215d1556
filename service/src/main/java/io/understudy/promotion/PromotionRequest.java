package io.understudy.promotion;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.understudy.cutover.CutOverStep;
import io.understudy.cutover.CutOverSteps;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(description = "Which standby takes the primary's part over, from whom, and within which limits.")
public record PromotionRequest(
        @Schema(
                description =
                        "SWITCHOVER: the primary is well; it is stopped, nothing is lost, and it can become a standby. FAILOVER: the primary is gone.",
                examples = "SWITCHOVER")
        @NotNull
        PromotionMode mode,

        @Schema(
                description =
                        "Id of the node that the caller takes for the primary; 412 PRIMARY_CHANGED when it is another.",
                examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d")
        @NotNull
        String expectedPrimaryNodeId,

        @Schema(
                description =
                        "Id of the standby that becomes the primary. May be left out for a SWITCHOVER with one fit standby; for a FAILOVER it is then the one that has most WAL.",
                examples = "0193a1e2-8a1b-7e55-9c3f-2f6d1a7b9e01")
        @Nullable
        String targetNodeId,

        @Schema(
                description =
                        "How far the target's replay may be behind when the job begins, in bytes of WAL. Default: 16777216.",
                examples = "16777216")
        @Nullable
        @Min(0)
        @Max(1_099_511_627_776L)
        Long maxLagBytes,

        @Schema(
                description =
                        "How long the old primary may take to stop, in seconds; longer, and it is started again. Default: 60.",
                examples = "60")
        @Nullable
        @Min(1)
        @Max(3600)
        Integer stopTimeoutSeconds,

        @Schema(
                description =
                        "How long the target may then take to replay all that is left, in seconds; longer, and the old primary is started again. Default: 30.",
                examples = "30")
        @Nullable
        @Min(1)
        @Max(3600)
        Integer catchUpTimeoutSeconds,

        @Schema(
                description =
                        "What becomes of the old primary. Default: REJOIN; of a FAILOVER always STOP, a rejoin brings it back.",
                examples = "REJOIN")
        @Nullable
        OnOldPrimary onOldPrimary,

        @Schema(
                description =
                        "FAILOVER: go on although nobody can prove that the old primary takes no writes any more, or although it lives. Default: false.",
                examples = "false")
        @Nullable
        Boolean acceptSplitBrainRisk,

        @Schema(
                description =
                        "FAILOVER: go on although commits are lost, or nobody knows whether any are. Default: false.",
                examples = "false")
        @Nullable
        Boolean acceptDataLoss,

        @Schema(
                description =
                        "FAILOVER with acceptDataLoss: how many bytes of WAL may be missing that are known to exist, on the old primary's disk or on another standby. Default: 0.",
                examples = "0")
        @Nullable
        @Min(0)
        Long maxLossBytes,

        @Schema(
                description =
                        "Role that the standbys log in as at the new primary. Made when missing. Default: understudy_replication.",
                examples = "understudy_replication")
        @Nullable
        @Pattern(regexp = "[a-z_][a-z0-9_]{0,62}")
        String roleName,

        @Schema(
                description =
                        "What is done to the application around the promotion, in place of the list that the cluster keeps; an empty list for nothing. At most 100.")
        @Nullable
        @Size(max = CutOverSteps.MOST)
        List<@NotNull @Valid CutOverStep> cutOverSteps,

        @Schema(
                description = "Id of a dry run: carry out exactly its plan, or answer 409 PLAN_STALE.",
                examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d")
        @Nullable
        String planId,

        @Schema(
                description =
                        "SWITCHOVER: when to begin, in the future and at most 7 days ahead. Until then the job blocks no other; who takes part is decided then. A job that cannot begin within 10 minutes of it fails with SCHEDULE_MISSED. A dry run is made at once.",
                examples = "2026-11-23T03:00:00Z")
        @Nullable
        Instant scheduledAt) {
    /// The same, to be begun now.
    PromotionRequest atOnce() {
        return new PromotionRequest(
                mode,
                expectedPrimaryNodeId,
                targetNodeId,
                maxLagBytes,
                stopTimeoutSeconds,
                catchUpTimeoutSeconds,
                onOldPrimary,
                acceptSplitBrainRisk,
                acceptDataLoss,
                maxLossBytes,
                roleName,
                cutOverSteps,
                planId,
                null);
    }

    /// With the defaults of everything else.
    static PromotionRequest of(PromotionMode mode, String primaryNodeId, @Nullable String targetNodeId) {
        return new PromotionRequest(
                mode, primaryNodeId, targetNodeId, null, null, null, null, null, null, null, null, null, null, null);
    }

    @Schema(description = "SWITCHOVER: the primary is well and takes part. FAILOVER: the primary is gone.")
    public enum PromotionMode {
        SWITCHOVER,
        FAILOVER
    }

    @Schema(
            description =
                    "REJOIN: it follows the new primary as a standby. STOP: it stays stopped, and cannot be started by accident.")
    public enum OnOldPrimary {
        REJOIN,
        STOP
    }
}
