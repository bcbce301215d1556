package io.understudy.access;

import jakarta.validation.constraints.Future;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// The body of `POST /tokens`.
@Schema(description = "A token to make.")
public record CreateAccessTokenRequest(
        @Schema(description = "Unique name: a letter, then letters, digits and hyphens.", examples = "deploy-pipeline")
        @NotNull
        @Pattern(
                regexp = "[a-z][a-z0-9-]{0,62}",
                message = "must be a lower-case letter, then up to 62 of a-z, 0-9 and -")
        String name,

        @Schema(description = "What the token may do.", examples = "OPERATOR") @NotNull
        Role role,

        @Schema(description = "When it ends; never when absent.", examples = "2027-01-31T12:00:00Z") @Future @Nullable
        Instant expiresAt) {}
