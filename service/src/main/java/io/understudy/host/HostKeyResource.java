package io.understudy.host;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.understudy.access.Role;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.ssh.SshConnections;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// `/hosts/{hostId}/host-keys`: which key a host must show before anything is sent to it. No method here asks
/// for If-Match: what a caller has to know is the key itself, and a key is trusted only where it was seen.
@Path("/hosts/{hostId}/host-keys")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Hosts")
class HostKeyResource {
    private final HostStore hosts;
    private final SshConnections connections;

    HostKeyResource(HostStore hosts, SshConnections connections) {
        this.hosts = hosts;
        this.connections = connections;
    }

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    @Operation(
            operationId = "getHostKeys",
            summary = "Look at a host's keys",
            description = "Asks the host for its keys now. No login is tried and nothing is trusted by this.")
    public HostKeys get(@Parameter(description = "Id of the host.") @PathParam("hostId") String hostId) {
        Host host = hosts.get(hostId);
        return new HostKeys(scan(host), host.trustedKey());
    }

    @PUT
    @RolesAllowed(Role.MAY_OPERATE)
    @Operation(
            operationId = "trustHostKey",
            summary = "Trust a host key",
            description =
                    "Trusts one of the keys that the host shows now, and no other. Compare the fingerprint with one"
                            + " read on the host itself: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub. Where the host shows no"
                            + " key with that fingerprint, the answer is HOST_KEY_NOT_SHOWN.")
    public HostKeys trust(
            @Parameter(description = "Id of the host.") @PathParam("hostId") String hostId,
            @NotNull @Valid TrustHostKeyRequest request) {
        Host host = hosts.get(hostId);
        List<PublicHostKey> scanned = scan(host);
        PublicHostKey trusted = scanned.stream()
                .filter(key -> key.fingerprint().equals(request.fingerprint()))
                .findFirst()
                .orElseThrow(() -> notShown(host, request.fingerprint(), scanned));
        hosts.trust(host, trusted);
        connections.forget(hostId);
        return new HostKeys(scanned, hosts.get(hostId).trustedKey());
    }

    @DELETE
    @RolesAllowed(Role.MAY_OPERATE)
    @Operation(operationId = "distrustHostKey", summary = "Trust no key of a host any more")
    public void distrust(@Parameter(description = "Id of the host.") @PathParam("hostId") String hostId) {
        hosts.distrust(hosts.get(hostId).id());
        connections.forget(hostId);
    }

    private List<PublicHostKey> scan(Host host) {
        try {
            return connections.scan(host.address(), host.port()).stream()
                    .map(PublicHostKey::of)
                    .toList();
        } catch (ProblemException e) {
            throw e.with("host", host.name());
        }
    }

    private static ProblemException notShown(Host host, String fingerprint, List<PublicHostKey> scanned) {
        return new ProblemException(
                        ProblemType.HOST_KEY_NOT_SHOWN,
                        host.name() + " shows no key with the fingerprint " + fingerprint)
                .with("host", host.name())
                .with("scanned", scanned);
    }
}
