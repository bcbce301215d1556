package io.understudy.access;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.understudy.store.DataFolder;
import io.understudy.store.Ids;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

@QuarkusTest
class TokensContractTest {
    @Inject
    DataFolder data;

    @Inject
    AccessTokens tokens;

    @Inject
    Jdbi jdbi;

    @Test
    void theFirstAdminTokenIsInAFileThatOnlyTheServiceReads() throws IOException {
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(data.path("admin-token"))));
        given().auth().oauth2(admin()).get("/api/v1/tokens").then().statusCode(200);
    }

    @Test
    void aTokenIsShownOnceAndKeptAsAHash() {
        String name = "t-" + Ids.next();
        String secret = create(name, "VIEWER").statusCode(201).extract().path("secret");

        given().auth()
                .oauth2(admin())
                .get("/api/v1/tokens?limit=200")
                .then()
                .statusCode(200)
                .body("items.name", hasItem(name))
                .body(not(containsString(secret)));
        String row = jdbi.withHandle(handle -> handle.createQuery("SELECT t::text FROM access_token t WHERE name = ?")
                .bind(0, name)
                .mapTo(String.class)
                .one());
        assertFalse(row.contains(secret));
    }

    @Test
    void aRoleMayDoWhatIsBelowItAndNoMore() {
        String operator = create("t-" + Ids.next(), "OPERATOR").extract().path("secret");

        given().auth().oauth2(operator).get("/q/metrics").then().statusCode(200);
        given().auth()
                .oauth2(operator)
                .get("/api/v1/tokens")
                .then()
                .statusCode(403)
                .contentType("application/problem+json")
                .body("code", equalTo("FORBIDDEN"));
    }

    @Test
    void aTokenThatWasTakenBackIsRefused() {
        ValidatableResponse created = create("t-" + Ids.next(), "ADMIN");
        String id = created.extract().path("token.id");
        String secret = created.extract().path("secret");

        given().auth().oauth2(secret).delete("/api/v1/tokens/" + id).then().statusCode(204);

        given().auth()
                .oauth2(secret)
                .get("/api/v1/tokens")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", "Bearer")
                .body("code", equalTo("UNAUTHENTICATED"));
        given().auth()
                .oauth2(admin())
                .get("/api/v1/tokens/" + id)
                .then()
                .statusCode(404)
                .body("code", equalTo("NOT_FOUND"));
    }

    @Test
    void aTokenEnds() {
        String secret = create("t-" + Ids.next(), "ADMIN").extract().path("secret");
        jdbi.useHandle(handle -> handle.execute("UPDATE access_token SET expires_at = now() - interval '1 second'"
                + " WHERE name LIKE 't-%' AND last_used_at IS NULL"));

        given().auth().oauth2(secret).get("/api/v1/tokens").then().statusCode(401);
    }

    @Test
    void aNameIsTakenOnce() {
        String name = "t-" + Ids.next();
        create(name, "VIEWER").statusCode(201).body("token.expiresAt", nullValue());
        create(name, "VIEWER").statusCode(409).body("code", equalTo("NAME_TAKEN"));
    }

    @Test
    void pagesAreWalkedWithTheCursor() {
        create("t-" + Ids.next(), "VIEWER");
        var first = given().auth()
                .oauth2(admin())
                .get("/api/v1/tokens?limit=1")
                .then()
                .statusCode(200);
        String cursor = first.extract().path("nextCursor");
        first.header("Link", containsString("cursor=" + cursor));

        String next = given().auth()
                .oauth2(admin())
                .queryParam("cursor", cursor)
                .get("/api/v1/tokens?limit=1")
                .then()
                .statusCode(200)
                .extract()
                .path("items[0].id");

        assertFalse(next.equals(first.extract().path("items[0].id")));
        given().auth()
                .oauth2(admin())
                .get("/api/v1/tokens?cursor=bm9uc2Vuc2U")
                .then()
                .statusCode(400)
                .body("code", equalTo("INVALID_CURSOR"));
    }

    private ValidatableResponse create(String name, String role) {
        return given().auth()
                .oauth2(admin())
                .contentType("application/json")
                .body(Map.of("name", name, "role", role))
                .post("/api/v1/tokens")
                .then();
    }

    private String admin() {
        return data.read("admin-token").orElseThrow();
    }
}
