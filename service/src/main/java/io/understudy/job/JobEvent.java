package io.understudy.job;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@Schema(description = "Something that happened in a job.")
public record JobEvent(
        @Schema(
                description = "Grows from event to event; send it as Last-Event-ID or `after` to go on behind it.",
                examples = "4711")
        long id,

        @Schema(description = "When it happened.", examples = "2026-11-22T10:15:30Z")
        Instant at,

        @Schema(description = "state, step, progress, log, change, warning or end.", examples = "log")
        String type,

        @Schema(description = "The step it belongs to, if any.", examples = "ensure-base-backup") @Nullable
        String step,

        @Schema(
                description =
                        "For log: `line`. For state: `state`. For end: `state` and `outcome`. For step: the step. For progress: the progress. For change: the change.",
                implementation = Object.class)
        JsonNode data) {}
