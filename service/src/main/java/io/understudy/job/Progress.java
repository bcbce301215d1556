package io.understudy.job;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@Schema(name = "JobProgress", description = "How far a job is.")
public record Progress(
        @Schema(
                description =
                        "Steps that ended, in percent of all steps; within the base backup the copied bytes count.",
                examples = "42")
        int percent,

        @Schema(
                description = "The step that runs; absent before the first and after the last.",
                examples = "ensure-base-backup")
        @Nullable
        String step,

        @Schema(
                description = "Bytes of the base backup that are on the standby; absent while nothing is copied.",
                examples = "734003200")
        @Nullable
        Long doneBytes,

        @Schema(description = "Bytes of the base backup in all, an estimate by PostgreSQL.", examples = "1073741824")
        @Nullable
        Long totalBytes,

        @Schema(description = "Mean speed of the copy in bytes per second.", examples = "268435456") @Nullable
        Long bytesPerSecond,

        @Schema(description = "Seconds until the copy is done at that speed.", examples = "2") @Nullable
        Long secondsLeft) {
    static Progress of(int percent, @Nullable String step) {
        return new Progress(percent, step, null, null, null, null);
    }
}
