package io.understudy.alarm;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// The body of `POST /problems/{id}/acknowledge`.
@Schema(description = "That a problem is known.")
public record AcknowledgeRequest(
        @Schema(description = "What is being done about it.", examples = "Disk of db2 is being replaced.")
        @NotNull
        @Size(min = 1, max = 1000)
        String comment) {}
