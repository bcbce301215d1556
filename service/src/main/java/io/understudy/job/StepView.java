package io.understudy.job;

import io.understudy.step.Side;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@Schema(name = "JobStep", description = "One step of a job on one host.")
public record StepView(
        @Schema(description = "Stable name of the step.", examples = "ensure-replication-slot")
        String name,

        @Schema(
                description = "Whether the step works on the primary's or the standby's host; absent for another host.",
                examples = "PRIMARY")
        @Nullable
        Side side,

        @Schema(description = "Name of the host it works on.", examples = "db1")
        String host,

        @Schema(description = "Where the step is.", examples = "CHANGED")
        State state,

        @Schema(
                description = "What it did or is waiting for, in a sentence.",
                examples = "create physical slot understudy_db2_main")
        @Nullable
        String summary,

        @Schema(description = "When it began to run; absent before.", examples = "2026-11-22T10:15:30Z") @Nullable
        Instant startedAt,

        @Schema(description = "When it ended; absent before.", examples = "2026-11-22T10:15:31Z") @Nullable
        Instant endedAt) {
    @Schema(name = "JobStepState", description = """
            PENDING: not begun. RUNNING: under way. UNCHANGED: was already so. CHANGED: made so. FAILED: see the job's error. \
            PUT_BACK: its change was taken back. LEFT: its change could not be taken back.""")
    public enum State {
        PENDING,
        RUNNING,
        UNCHANGED,
        CHANGED,
        FAILED,
        PUT_BACK,
        LEFT
    }
}
