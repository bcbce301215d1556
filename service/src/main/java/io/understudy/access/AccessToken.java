package io.understudy.access;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A bearer token as others may see it: never the token itself.
@Schema(description = "A bearer token, without the token itself.")
public record AccessToken(
        @Schema(description = "Server-made id.", examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d")
        String id,

        @Schema(description = "Unique name.", examples = "deploy-pipeline")
        String name,

        @Schema(description = "What the token may do.", examples = "OPERATOR")
        Role role,

        @Schema(description = "When it was made.", examples = "2026-01-31T12:00:00Z")
        Instant createdAt,

        @Schema(description = "When it ends; absent when it does not.", examples = "2027-01-31T12:00:00Z") @Nullable
        Instant expiresAt,

        @Schema(
                description = "When it was last used, good to a minute; absent when never.",
                examples = "2026-02-01T08:30:00Z")
        @Nullable
        Instant lastUsedAt) {}
