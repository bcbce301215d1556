package io.understudy.cluster;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// The body of `PATCH /clusters/{id}`.
@Schema(description = "What can be changed about a cluster by itself: its name.")
public record RenameClusterRequest(
        @Schema(description = "Unique name: a letter, then letters, digits and hyphens.", examples = "orders-eu")
        @NotNull
        @Pattern(regexp = NAME, message = NAME_RULE)
        String name) {
    static final String NAME = "[a-z][a-z0-9-]{0,62}";
    static final String NAME_RULE = "must be a lower-case letter, then up to 62 of a-z, 0-9 and -";
}
