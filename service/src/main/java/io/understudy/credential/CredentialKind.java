package io.understudy.credential;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// What a credential is for.
@Schema(
        description =
                "What a credential is for: SSH_PRIVATE_KEY and SSH_PASSWORD log in to a host, SUDO_PASSWORD is for"
                        + " sudo on it, SECRET_VALUE is what a cut-over step writes or shows somewhere.")
public enum CredentialKind {
    SSH_PRIVATE_KEY,
    SSH_PASSWORD,
    SUDO_PASSWORD,
    SECRET_VALUE;

    /// Whether it can log in to a host.
    public boolean logsIn() {
        return this == SSH_PRIVATE_KEY || this == SSH_PASSWORD;
    }
}
