package io.understudy.host;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// The body of `PATCH /hosts/{hostId}`.
@Schema(
        description =
                "What to change of a host; what is absent stays. Another address or port takes the key's trust away.")
public record UpdateHostRequest(
        @Schema(description = "Its new name.", examples = "db1")
        @Pattern(regexp = CreateHostRequest.NAME, message = CreateHostRequest.NAME_RULE)
        @Nullable
        String name,

        @Schema(description = "DNS name or IP address.", examples = "10.0.0.7") @ValidAddress @Nullable
        String address,

        @Schema(description = "Port of its sshd, 1 to 65535.", examples = "22") @Min(1) @Max(65_535) @Nullable
        Integer port,

        @Schema(description = "User to log in as.", examples = "deploy")
        @Pattern(regexp = CreateHostRequest.USER, message = CreateHostRequest.USER_RULE)
        @Nullable
        String user,

        @Schema(description = "Id of the credential to log in with.", examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d")
        @Nullable
        String credentialId,

        @Schema(
                description = "Id of the SUDO_PASSWORD credential; an empty text takes it away.",
                examples = "0193a1e2-8a1b-7e55-9c3f-2f6d1a7b9e01")
        @Nullable
        String sudoCredentialId) {

    HostSettings over(Host host) {
        String sudo = sudoCredentialId == null ? host.sudoCredentialId() : sudoCredentialId;
        return new HostSettings(
                Objects.requireNonNullElse(name, host.name()),
                Objects.requireNonNullElse(address, host.address()),
                Objects.requireNonNullElse(port, host.port()),
                Objects.requireNonNullElse(user, host.user()),
                Objects.requireNonNullElse(credentialId, host.credentialId()),
                sudo == null || sudo.isEmpty() ? null : sudo);
    }
}
