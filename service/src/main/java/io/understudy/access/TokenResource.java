package io.understudy.access;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.understudy.store.Cursor;
import io.understudy.store.Page;
import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// `/tokens`: who may call the service.
@Path("/tokens")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Tokens", description = "Who may call the service, and what they may do.")
class TokenResource {
    private final AccessTokens tokens;

    TokenResource(AccessTokens tokens) {
        this.tokens = tokens;
    }

    @POST
    @RolesAllowed(Role.MAY_ADMINISTER)
    @Transactional
    @APIResponseSchema(value = NewAccessToken.class, responseCode = "201", responseDescription = "It is made.")
    @Operation(
            operationId = "createToken",
            summary = "Make a token",
            description = "The answer shows the token's secret, this once. Idempotency-Key is not read here: to repeat"
                    + " the answer the service would have to keep the secret.")
    public Response create(@NotNull @Valid CreateAccessTokenRequest request) {
        String secret = AccessTokens.newSecret();
        AccessToken token = tokens.add(request.name(), request.role(), request.expiresAt(), secret);
        return Response.created(URI.create("tokens/" + token.id()))
                .entity(new NewAccessToken(token, secret))
                .build();
    }

    @GET
    @RolesAllowed(Role.MAY_ADMINISTER)
    @Operation(operationId = "listTokens", summary = "List the tokens, oldest first")
    public Page<AccessToken> list(
            @Parameter(description = "How many to give at most; more than 200 counts as 200.")
                    @QueryParam("limit")
                    @Nullable
                    Integer limit,
            @Parameter(description = "nextCursor of the page before.") @QueryParam("cursor") @Nullable String cursor) {
        Cursor from = Cursor.parse(cursor, "tokens");
        return from.page(limit, (after, count) -> tokens.page(after, count), AccessToken::id);
    }

    @GET
    @Path("/{tokenId}")
    @RolesAllowed(Role.MAY_ADMINISTER)
    @Operation(operationId = "getToken", summary = "Read a token, without its secret")
    public AccessToken get(@Parameter(description = "Id of the token.") @PathParam("tokenId") String tokenId) {
        return tokens.get(tokenId);
    }

    @DELETE
    @Path("/{tokenId}")
    @RolesAllowed(Role.MAY_ADMINISTER)
    @Operation(
            operationId = "deleteToken",
            summary = "Take a token back",
            description = "From then on it is refused. When no admin token is left, the next start makes a new one.")
    public void delete(@Parameter(description = "Id of the token.") @PathParam("tokenId") String tokenId) {
        tokens.remove(tokenId);
    }
}
