package io.understudy.promotion;

import io.understudy.job.CheckView;
import io.understudy.job.JobPlan;
import io.understudy.job.PlannedStep;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

@Schema(description = "Whether a promotion could begin now. Nothing on any host was written to find out.")
public record PromotionPreflight(
        @Schema(description = "Id of the primary.", examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d")
        String primaryNodeId,

        @Schema(
                description = "Id of the standby that would take over.",
                examples = "0193a1e2-8a1b-7e55-9c3f-2f6d1a7b9e01")
        String targetNodeId,

        @Schema(description = "False when a check or a step stands in the way.", examples = "true")
        boolean possible,

        @Schema(description = "Everything that was asked, good and bad.")
        List<CheckView> checks,

        @Schema(description = "The steps in the order they would run.")
        List<PlannedStep> steps) {
    static PromotionPreflight of(PromotionOrder order, JobPlan plan) {
        return new PromotionPreflight(
                order.primaryNodeId(), order.targetNodeId(), plan.possible(), plan.checks(), plan.steps());
    }
}
