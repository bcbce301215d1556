package io.understudy.lag;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// From when on a standby counts as too far behind. Both the wire form and what is stored.
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        description =
                "From when on a standby of a cluster counts as too far behind: when it has been beyond one of them for so long.")
public record LagThresholds(
        @Schema(description = "Bytes not replayed; absent for no limit.", examples = "1073741824")
        @PositiveOrZero
        @Nullable
        Long lagBytes,

        @Schema(description = "Age of the first byte not replayed, in seconds; absent for no limit.", examples = "30")
        @PositiveOrZero
        @Nullable
        Double lagSeconds,

        @Schema(description = "For how many seconds, at most a day.", examples = "10")
        @NotNull
        @PositiveOrZero
        @Max(86_400)
        Integer forSeconds) {
    static final LagThresholds USUAL = new LagThresholds(1_073_741_824L, 30.0, 10);

    boolean exceededBy(LagStage replayed) {
        return (lagBytes != null && replayed.lagBytes() > lagBytes)
                || (lagSeconds != null && replayed.lagSeconds() != null && replayed.lagSeconds() > lagSeconds);
    }
}
