package io.understudy.access;

import static io.restassured.RestAssured.given;
import static io.understudy.testing.TestingApi.uniqueName;
import static io.understudy.testing.TestingClient.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.understudy.client.Paged;
import io.understudy.client.Understudy;
import io.understudy.client.api.TokensApi;
import io.understudy.client.api.TokensApi.APIListTokensRequest;
import io.understudy.client.invoker.ApiResponse;
import io.understudy.client.model.AccessToken;
import io.understudy.client.model.CreateAccessTokenRequest;
import io.understudy.client.model.NewAccessToken;
import io.understudy.client.model.PageAccessToken;
import io.understudy.client.model.Role;
import io.understudy.store.DataFolder;
import io.understudy.testing.TestingClient;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class TokensContractTest {
    @Inject
    DataFolder data;

    @Inject
    AccessTokens tokens;

    @Inject
    Jdbi jdbi;

    @SuppressWarnings("NullAway.Init")
    private TokensApi api;

    @BeforeEach
    void connect() {
        api = TestingClient.admin().tokens();
    }

    @Test
    void theFirstAdminTokenIsInAFileThatOnlyTheServiceReads() throws IOException {
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(data.path("admin-token"))));
        assertFalse(api.listTokens(null, 1).getItems().isEmpty());
    }

    @Test
    void aTokenIsShownOnceAndKeptAsAHash() {
        NewAccessToken created = create(uniqueName(), Role.VIEWER);
        AccessToken token = created.getToken();

        assertEquals(Role.VIEWER, api.getToken(token.getId()).getRole());
        assertTrue(
                Paged.of(
                                cursor -> api.listTokens(cursor, 200),
                                PageAccessToken::getItems,
                                PageAccessToken::getNextCursor)
                        .stream()
                        .anyMatch(listed -> listed.getName().equals(token.getName())));
        String row = jdbi.withHandle(handle -> handle.createQuery("SELECT t::text FROM access_token t WHERE name = ?")
                .bind(0, token.getName())
                .mapTo(String.class)
                .one());
        assertFalse(row.contains(created.getSecret()));
    }

    @Test
    void aRoleMayDoWhatIsBelowItAndNoMore() {
        String operator = create(uniqueName(), Role.OPERATOR).getSecret();

        given().auth().oauth2(operator).get("/q/metrics").then().statusCode(200);
        try (Understudy caller = TestingClient.with(operator)) {
            assertTrue(caller.hosts().listHosts(null, 1).getItems().size() <= 1);
            refused(403, "FORBIDDEN", () -> caller.tokens().listTokens(null, 1));
        }
    }

    @Test
    void aTokenThatWasTakenBackIsRefused() {
        NewAccessToken created = create(uniqueName(), Role.ADMIN);
        String id = created.getToken().getId();

        try (Understudy caller = TestingClient.with(created.getSecret())) {
            caller.tokens().deleteToken(id);
            refused(401, "UNAUTHENTICATED", () -> caller.tokens().listTokens(null, 1));
        }

        given().auth()
                .oauth2(created.getSecret())
                .get("/api/v1/tokens")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", "Bearer");
        refused(404, "NOT_FOUND", () -> api.getToken(id));
    }

    @Test
    void aTokenEnds() {
        NewAccessToken token = create(uniqueName(), Role.ADMIN);
        jdbi.useHandle(handle -> handle.execute(
                "UPDATE access_token SET expires_at = now() - interval '1 second' WHERE name = ?",
                token.getToken().getName()));

        try (Understudy caller = TestingClient.with(token.getSecret())) {
            refused(401, "UNAUTHENTICATED", () -> caller.tokens().listTokens(null, 1));
        }
    }

    @Test
    void aNameIsTakenOnce() {
        String name = uniqueName();
        assertNull(create(name, Role.VIEWER).getToken().getExpiresAt());
        refused(409, "NAME_TAKEN", () -> create(name, Role.VIEWER));
    }

    @Test
    void pagesAreWalkedWithTheCursor() {
        create(uniqueName(), Role.VIEWER);
        ApiResponse<PageAccessToken> first = api.listTokensWithHttpInfo(
                APIListTokensRequest.newBuilder().limit(1).build());
        String cursor = String.valueOf(first.getData().getNextCursor());
        assertTrue(TestingClient.header(first, "Link").contains("cursor=" + cursor));

        AccessToken next = api.listTokens(cursor, 1).getItems().getFirst();

        assertNotEquals(first.getData().getItems().getFirst(), next);
        refused(400, "INVALID_CURSOR", () -> api.listTokens("bm9uc2Vuc2U", 1));
    }

    private NewAccessToken create(String name, Role role) {
        return api.createToken(new CreateAccessTokenRequest().name(name).role(role));
    }
}
