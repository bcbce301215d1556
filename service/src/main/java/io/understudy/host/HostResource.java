package io.understudy.host;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.understudy.access.Role;
import io.understudy.http.ETags;
import io.understudy.http.Idempotency;
import io.understudy.ssh.SshConnections;
import io.understudy.store.Cursor;
import io.understudy.store.Page;
import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// `/hosts`: the machines that SSH reaches.
@Path("/hosts")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Hosts", description = "The machines that SSH reaches, and which host key is trusted on each.")
class HostResource {
    private final HostStore hosts;
    private final HostCredentials credentials;
    private final SshConnections connections;
    private final Idempotency idempotency;

    HostResource(HostStore hosts, HostCredentials credentials, SshConnections connections, Idempotency idempotency) {
        this.hosts = hosts;
        this.credentials = credentials;
        this.connections = connections;
        this.idempotency = idempotency;
    }

    @POST
    @RolesAllowed(Role.MAY_OPERATE)
    @APIResponseSchema(value = Host.class, responseCode = "201", responseDescription = "It is added.")
    @Operation(
            operationId = "createHost",
            summary = "Add a host",
            description = "It is not contacted, and no key of it is trusted: see its host-keys next.")
    public Response create(
            @Parameter(description = "Send the same request again with the same key, and nothing is done twice.")
                    @HeaderParam("Idempotency-Key")
                    @Nullable
                    String idempotencyKey,
            @NotNull @Valid CreateHostRequest request) {
        return idempotency.once(idempotencyKey, request, () -> {
            Host added = hosts.add(credentials.checked(request.settings()));
            return tagged(Response.created(URI.create("hosts/" + added.id())), added);
        });
    }

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    @Operation(operationId = "listHosts", summary = "List the hosts, oldest first")
    public Page<Host> list(
            @Parameter(description = "How many to give at most; more than 200 counts as 200.")
                    @QueryParam("limit")
                    @Nullable
                    Integer limit,
            @Parameter(description = "nextCursor of the page before.") @QueryParam("cursor") @Nullable String cursor) {
        return Cursor.parse(cursor, "hosts").page(limit, (after, count) -> hosts.page(after, count), Host::id);
    }

    @GET
    @Path("/{hostId}")
    @RolesAllowed(Role.MAY_VIEW)
    @APIResponseSchema(value = Host.class, responseDescription = "The host.")
    @Operation(
            operationId = "getHost",
            summary = "Read a host, with what its last probe found",
            description =
                    "The ETag stands for what was declared and for the trusted key, which is what a change asks for,"
                            + " not for what a probe found; so If-None-Match is not looked at.")
    public Response get(@Parameter(description = "Id of the host.") @PathParam("hostId") String hostId) {
        return tagged(Response.ok(), hosts.get(hostId));
    }

    @PATCH
    @Path("/{hostId}")
    @RolesAllowed(Role.MAY_OPERATE)
    @Transactional
    @Operation(
            operationId = "updateHost",
            summary = "Change a host",
            description = "With another address or port, no key of it is trusted any more.")
    @APIResponseSchema(value = Host.class, responseDescription = "The host as it is now.")
    public Response update(
            @Parameter(description = "Id of the host.") @PathParam("hostId") String hostId,
            @Parameter(description = "ETag of what was read.") @HeaderParam(HttpHeaders.IF_MATCH) @Nullable
                    String ifMatch,
            @NotNull @Valid UpdateHostRequest request) {
        Host host = hosts.lock(hostId);
        ETags.require(ifMatch, host.declared());
        Host changed = hosts.change(hostId, credentials.checked(request.over(host)));
        if (changed.trustedKey() == null) {
            connections.forget(hostId);
        }
        return tagged(Response.ok(), changed);
    }

    @DELETE
    @Path("/{hostId}")
    @RolesAllowed(Role.MAY_OPERATE)
    @Transactional
    @Operation(
            operationId = "deleteHost",
            summary = "Forget a host",
            description =
                    "The host itself is not touched. Refused with IN_USE as long as a cluster has a node on it or a cut-over step names it.")
    public void delete(
            @Parameter(description = "Id of the host.") @PathParam("hostId") String hostId,
            @Parameter(description = "ETag of what was read.") @HeaderParam(HttpHeaders.IF_MATCH) @Nullable
                    String ifMatch) {
        Host host = hosts.lock(hostId);
        ETags.require(ifMatch, host.declared());
        hosts.remove(host);
        connections.forget(hostId);
    }

    /// A probe is no reason to refuse an edit.
    private static Response tagged(Response.ResponseBuilder answer, Host host) {
        return answer.header(HttpHeaders.ETAG, ETags.of(host.declared()))
                .entity(host)
                .build();
    }
}
