package io.understudy.promotion;

import io.understudy.cutover.CutOverStep;
import io.understudy.cutover.CutOverSteps;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@Schema(description = "Which list of cut-over steps to try, and for which promotion.")
public record CutOverTestRequest(
        @Schema(description = "Id of the cluster.", examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d") @NotNull
        String clusterId,

        @Schema(
                description = "Id of the standby that would take over; may be left out where there is one only.",
                examples = "0193a1e2-8a1b-7e55-9c3f-2f6d1a7b9e01")
        @Nullable
        String targetNodeId,

        @Schema(description = "The list; the one that the cluster keeps when left out.")
        @Nullable
        @Size(max = CutOverSteps.MOST)
        List<@NotNull @Valid CutOverStep> steps) {}
