package io.understudy.ssh;

import io.understudy.secret.Secret;
import org.jspecify.annotations.Nullable;

/// How we prove to a host who we are. Nothing of it is used before the host's key is verified.
public sealed interface SshAuthentication {
    /// @param text the private key, in OpenSSH or PEM form
    /// @param passphrase what opens it; null when it is not encrypted
    record PrivateKey(Secret text, @Nullable Secret passphrase) implements SshAuthentication {}

    record Password(Secret value) implements SshAuthentication {}
}
