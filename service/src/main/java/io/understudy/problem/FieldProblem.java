package io.understudy.problem;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// One of several faults inside a [Problem].
@Schema(description = "One fault of a request, or one obstacle of a preflight.")
public record FieldProblem(
        @Schema(description = "JSON pointer to the field; empty where no field is at fault.", examples = "/port")
        String pointer,

        @Schema(description = "Stable code of the fault.", examples = "VALIDATION_FAILED")
        String code,

        @Schema(description = "What is wrong, for a person.", examples = "must be less than or equal to 65535")
        String message) {}
