package io.understudy.promotion;

import io.understudy.job.CheckView;
import io.understudy.job.JobPlan;
import io.understudy.job.PlannedStep;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

@Schema(
        description =
                "What a list of cut-over steps would do now, and whether it could. Nothing was changed to find out.")
public record CutOverTest(
        @Schema(description = "False when a check or a step stands in the way.", examples = "true")
        boolean possible,

        @Schema(description = "For each step whether it could be done, good and bad.")
        List<CheckView> checks,

        @Schema(description = "What each would do: those before the promotion, then those after it.")
        List<PlannedStep> steps) {
    static CutOverTest of(JobPlan plan) {
        return new CutOverTest(plan.possible(), plan.checks(), plan.steps());
    }
}
