package io.understudy.alarm;

import jakarta.validation.constraints.Future;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// The body of `POST /problems/{id}/mute`.
@Schema(description = "That nobody wants to hear of a problem for a while.")
public record MuteRequest(
        @Schema(description = "Until when.", examples = "2026-11-22T18:00:00Z") @NotNull @Future
        Instant untilAt,

        @Schema(description = "Why nobody wants to hear of it.", examples = "Maintenance of db2 until the evening.")
        @NotNull
        @Size(min = 1, max = 1000)
        String comment) {}
