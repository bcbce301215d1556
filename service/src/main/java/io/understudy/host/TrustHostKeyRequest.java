package io.understudy.host;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// The body of `PUT /hosts/{hostId}/host-keys`.
@Schema(description = "The key to trust, by a fingerprint that the caller knows from the host itself.")
public record TrustHostKeyRequest(
        @Schema(
                description = "Fingerprint of one of the keys that the host shows now.",
                examples = "SHA256:uNiVztksCsDhcc0u9e8BrrJXVGDnkPdE2vXqEJpDGXo")
        @NotNull
        @Pattern(
                regexp = "SHA256:[A-Za-z0-9+/]{43}",
                message = "must be SHA256: and 43 characters, as ssh-keygen -l prints it")
        String fingerprint) {}
