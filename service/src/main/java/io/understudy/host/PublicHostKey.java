package io.understudy.host;

import io.understudy.ssh.HostKey;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// A host's public key for people.
@Schema(description = "A public key of a host.")
public record PublicHostKey(
        @Schema(description = "Type, as in known_hosts.", examples = "ssh-ed25519")
        String type,

        @Schema(
                description = "The key in base64, as in known_hosts.",
                examples = "AAAAC3NzaC1lZDI1NTE5AAAAIB3vXoqJkSk9o2D1o3mQ6z5l0w2b8m1pYx2eF5lq8u7R")
        String publicKey,

        @Schema(
                description = "Fingerprint, as ssh-keygen -l prints it.",
                examples = "SHA256:uNiVztksCsDhcc0u9e8BrrJXVGDnkPdE2vXqEJpDGXo")
        String fingerprint) {

    static PublicHostKey of(HostKey key) {
        return new PublicHostKey(key.type(), key.publicKey(), key.fingerprint());
    }

    HostKey key() {
        return new HostKey(type, publicKey);
    }
}
