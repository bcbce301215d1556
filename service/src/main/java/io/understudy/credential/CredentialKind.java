package io.understudy.credential;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// What a credential is for.
@Schema(
        description =
                "What a credential is for: SSH_PRIVATE_KEY and SSH_PASSWORD log in to a host, SUDO_PASSWORD is for"
                        + " sudo on it.")
public enum CredentialKind {
    SSH_PRIVATE_KEY,
    SSH_PASSWORD,
    SUDO_PASSWORD;

    /// Whether it can log in to a host.
    public boolean logsIn() {
        return this != SUDO_PASSWORD;
    }
}
