package io.understudy.cutover;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

@Schema(description = "What is done to the application around each promotion of a cluster.")
public record CutOverSteps(
        @Schema(description = "In the order in which they are done; taken back in the reverse order. At most 100.")
        @NotNull
        @Size(max = MOST)
        List<@NotNull @Valid CutOverStep> steps) {
    public static final int MOST = 100;
}
