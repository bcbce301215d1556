package io.understudy.host;

import org.jspecify.annotations.Nullable;

/// What people decide about a host.
record HostSettings(
        String name,
        String address,
        int port,
        String user,
        String credentialId,
        @Nullable String sudoCredentialId) {}
