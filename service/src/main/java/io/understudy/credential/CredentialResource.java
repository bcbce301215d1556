package io.understudy.credential;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.understudy.access.Role;
import io.understudy.http.ETags;
import io.understudy.http.Idempotency;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
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

/// `/credentials`: what the service logs in to hosts with.
@Path("/credentials")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(
        name = "Credentials",
        description =
                "What the service logs in to hosts with, and the values that cut-over steps write. Secret parts can be sent, never read.")
class CredentialResource {
    private final CredentialStore credentials;
    private final Idempotency idempotency;

    CredentialResource(CredentialStore credentials, Idempotency idempotency) {
        this.credentials = credentials;
        this.idempotency = idempotency;
    }

    @POST
    @RolesAllowed(Role.MAY_ADMINISTER)
    @APIResponseSchema(value = Credential.class, responseCode = "201", responseDescription = "It is kept, sealed.")
    @Operation(
            operationId = "createCredential",
            summary = "Keep a credential",
            description = "A private key is read at once, so a wrong passphrase is refused here and not in a job.")
    public Response create(
            @Parameter(description = "Send the same request again with the same key, and nothing is done twice.")
                    @HeaderParam("Idempotency-Key")
                    @Nullable
                    String idempotencyKey,
            @NotNull @Valid CreateCredentialRequest request) {
        return idempotency.once(idempotencyKey, request, () -> {
            Credential made = credentials.add(request);
            return Response.created(URI.create("credentials/" + made.id()))
                    .entity(made)
                    .build();
        });
    }

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    @Operation(operationId = "listCredentials", summary = "List the credentials, oldest first")
    public Page<Credential> list(
            @Parameter(description = "How many to give at most; more than 200 counts as 200.")
                    @QueryParam("limit")
                    @Nullable
                    Integer limit,
            @Parameter(description = "nextCursor of the page before.") @QueryParam("cursor") @Nullable String cursor) {
        return Cursor.parse(cursor, "credentials")
                .page(limit, (after, count) -> credentials.page(after, count), Credential::id);
    }

    @GET
    @Path("/{credentialId}")
    @RolesAllowed(Role.MAY_VIEW)
    @Operation(operationId = "getCredential", summary = "Read a credential, without its secret parts")
    public Credential get(
            @Parameter(description = "Id of the credential.") @PathParam("credentialId") String credentialId) {
        return credentials.get(credentialId);
    }

    @PATCH
    @Path("/{credentialId}")
    @RolesAllowed(Role.MAY_ADMINISTER)
    @Transactional
    @Operation(operationId = "updateCredential", summary = "Rename a credential")
    public Credential update(
            @Parameter(description = "Id of the credential.") @PathParam("credentialId") String credentialId,
            @Parameter(description = "ETag of what was read.") @HeaderParam(HttpHeaders.IF_MATCH) @Nullable
                    String ifMatch,
            @NotNull @Valid UpdateCredentialRequest request) {
        ETags.require(ifMatch, credentials.lock(credentialId));
        return credentials.rename(credentialId, request.name());
    }

    @DELETE
    @Path("/{credentialId}")
    @RolesAllowed(Role.MAY_ADMINISTER)
    @Transactional
    @Operation(
            operationId = "deleteCredential",
            summary = "Remove a credential",
            description = "Refused with IN_USE, and usedBy, as long as a host uses it or a cut-over step names it.")
    public void delete(
            @Parameter(description = "Id of the credential.") @PathParam("credentialId") String credentialId,
            @Parameter(description = "ETag of what was read.") @HeaderParam(HttpHeaders.IF_MATCH) @Nullable
                    String ifMatch) {
        Credential credential = credentials.lock(credentialId);
        if (!credential.usedBy().isEmpty()) {
            throw new ProblemException(ProblemType.IN_USE, credential.name() + " is used by hosts.")
                    .with("usedBy", credential.usedBy());
        }
        ETags.require(ifMatch, credential);
        credentials.remove(credentialId);
    }
}
