package io.understudy.job;

import io.understudy.step.Effect;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@Schema(name = "JobChange", description = "One write that a job made on a host.")
public record ChangeView(
        @Schema(description = "Order in which the changes were made, from 1.", examples = "3")
        int ordinal,

        @Schema(description = "The step that made it.", examples = "ensure-hba-entry")
        String step,

        @Schema(
                description =
                        "INTENDED: noted down, and possibly made. MADE: seen in place. PUT_BACK: taken back. LEFT: cannot be taken back, see remark.",
                examples = "MADE")
        State state,

        @Schema(description = "What is touched, one entry for each file, setting, role, slot, unit or directory.")
        List<EffectView> effects,

        @Schema(
                description = "Why it was left, or how it was put back.",
                examples = "a restart leaves nothing to put back")
        @Nullable
        String remark,

        @Schema(description = "When the write was noted down.", examples = "2026-11-22T10:15:30Z")
        Instant at) {
    @Schema(
            name = "JobChangeState",
            description =
                    "INTENDED: noted down, possibly made. MADE: seen in place. PUT_BACK: taken back. LEFT: cannot be taken back.")
    public enum State {
        INTENDED,
        MADE,
        PUT_BACK,
        LEFT
    }

    static ChangeView of(
            int ordinal, String step, State state, List<Effect> effects, @Nullable String remark, Instant at) {
        return new ChangeView(
                ordinal, step, state, effects.stream().map(EffectView::of).toList(), remark, at);
    }
}
