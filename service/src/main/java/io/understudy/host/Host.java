package io.understudy.host;

import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jdbi.v3.json.Json;
import org.jspecify.annotations.Nullable;

/// A machine that SSH reaches.
@Schema(description = "A machine that SSH reaches.")
public record Host(
        @Schema(description = "Server-made id.", examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d")
        String id,

        @Schema(description = "Unique name.", examples = "db1")
        String name,

        @Schema(description = "DNS name or IP address.", examples = "10.0.0.7")
        String address,

        @Schema(description = "Port of its sshd.", examples = "22")
        int port,

        @Schema(description = "User to log in as.", examples = "deploy")
        String user,

        @Schema(description = "Id of the credential to log in with.", examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d")
        String credentialId,

        @Schema(
                description = "Id of the credential with the sudo password; absent where sudo asks for none.",
                examples = "0193a1e2-8a1b-7e55-9c3f-2f6d1a7b9e01")
        @Nullable
        String sudoCredentialId,

        @Schema(
                description =
                        "The host key that is trusted; absent as long as none is, and then nothing is sent to the host.")
        @Json
        @Nullable
        PublicHostKey trustedKey,

        @Schema(description = "What the last probe found; absent before the first.") @Json @Nullable
        HostFacts facts,

        @Schema(description = "When that probe was made.", examples = "2026-01-31T12:00:00Z") @Nullable
        Instant probedAt,

        @Schema(description = "When the host was added.", examples = "2026-01-31T12:00:00Z")
        Instant createdAt) {
    /// The host without what probes find: what a change has to have seen.
    Host declared() {
        return new Host(
                id, name, address, port, user, credentialId, sudoCredentialId, trustedKey, null, null, createdAt);
    }

    /// PostgreSQL matches `pg_hba.conf` by address, so a name is looked up.
    ///
    /// @throws ProblemException [ProblemType#HOST_UNREACHABLE]
    public String ip() {
        try {
            return InetAddress.getByName(address).getHostAddress();
        } catch (UnknownHostException unknown) {
            throw new ProblemException(
                    ProblemType.HOST_UNREACHABLE, "the address of %s has no IP: %s".formatted(name, address), unknown);
        }
    }
}
