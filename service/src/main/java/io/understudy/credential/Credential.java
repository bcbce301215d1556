package io.understudy.credential;

import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jdbi.v3.json.Json;
import org.jspecify.annotations.Nullable;

/// A credential as others may see it: nothing of it is secret.
@Schema(description = "A credential, without its secret parts.")
public record Credential(
        @Schema(description = "Server-made id.", examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d")
        String id,

        @Schema(description = "Unique name.", examples = "deploy-key")
        String name,

        @Schema(description = "What it is for.", examples = "SSH_PRIVATE_KEY")
        CredentialKind kind,

        @Schema(
                description = "Of a private key: its public half, as a line for authorized_keys.",
                examples = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB3vXoqJkSk9o2D1o3mQ6z5l0w2b8m1pYx2eF5lq8u7R")
        @Nullable
        String publicKey,

        @Schema(
                description = "Of a private key: the fingerprint of its public half.",
                examples = "SHA256:uNiVztksCsDhcc0u9e8BrrJXVGDnkPdE2vXqEJpDGXo")
        @Nullable
        String fingerprint,

        @Schema(description = "The hosts that use it.") @Json
        List<CredentialUse> usedBy,

        @Schema(description = "When it was made.", examples = "2026-01-31T12:00:00Z")
        Instant createdAt) {
    public Credential {
        usedBy = List.copyOf(usedBy);
    }
}
