package io.understudy.host;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// The body of `POST /hosts`.
@Schema(description = "A host to add. It is not contacted yet, and no key of it is trusted yet.")
public record CreateHostRequest(
        @Schema(description = "Unique name: a letter, then letters, digits and hyphens.", examples = "db1")
        @NotNull
        @Pattern(regexp = NAME, message = NAME_RULE)
        String name,

        @Schema(description = "DNS name or IP address.", examples = "10.0.0.7") @NotNull @ValidAddress
        String address,

        @Schema(description = "Port of its sshd, 1 to 65535.", examples = "22", defaultValue = "22")
        @Min(1)
        @Max(65_535)
        @Nullable
        Integer port,

        @Schema(description = "User to log in as.", examples = "deploy")
        @NotNull
        @Pattern(regexp = USER, message = USER_RULE)
        String user,

        @Schema(
                description = "Id of the credential to log in with, an SSH_PRIVATE_KEY or SSH_PASSWORD.",
                examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d")
        @NotNull
        String credentialId,

        @Schema(
                description = "Id of the SUDO_PASSWORD credential; absent where sudo asks for none.",
                examples = "0193a1e2-8a1b-7e55-9c3f-2f6d1a7b9e01")
        @Nullable
        String sudoCredentialId) {
    static final String NAME = "[a-z][a-z0-9-]{0,62}";
    static final String NAME_RULE = "must be a lower-case letter, then up to 62 of a-z, 0-9 and -";
    static final String USER = "[a-z_][a-z0-9_-]{0,31}";
    static final String USER_RULE = "must be a lower-case letter or _, then up to 31 of a-z, 0-9, _ and -";

    private static final int SSH_PORT = 22;

    HostSettings settings() {
        return new HostSettings(name, address, port == null ? SSH_PORT : port, user, credentialId, sudoCredentialId);
    }
}
