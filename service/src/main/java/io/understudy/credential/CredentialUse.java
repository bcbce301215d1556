package io.understudy.credential;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// A host that a credential is for.
@Schema(description = "A host that uses the credential.")
public record CredentialUse(
        @Schema(description = "Id of the host.", examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d")
        String hostId,

        @Schema(description = "Name of the host.", examples = "db1")
        String hostName) {}
