package io.understudy.testing;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.understudy.secret.Secret;
import io.understudy.store.Ids;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// Calls of the API, as somebody with a role.
public final class TestingApi {
    private TestingApi() {}

    public static RequestSpecification asAdmin() {
        try {
            return with(
                    Files.readString(Path.of("target/test-data/admin-token")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static RequestSpecification as(String role) {
        Map<String, String> token = Map.of("name", uniqueName(), "role", role);
        return with(asAdmin()
                .body(token)
                .post("/api/v1/tokens")
                .then()
                .statusCode(201)
                .extract()
                .path("secret"));
    }

    public static String uniqueName() {
        return "n-" + Ids.next();
    }

    /// The id of a new credential that logs in with a private key.
    public static String keyCredential(Secret privateKey) {
        return post(
                        "credentials",
                        Map.of("name", uniqueName(), "kind", "SSH_PRIVATE_KEY", "privateKey", privateKey.value()))
                .statusCode(201)
                .extract()
                .path("id");
    }

    /// The id of a new credential with a password.
    public static String passwordCredential(String kind, Secret password) {
        return post("credentials", Map.of("name", uniqueName(), "kind", kind, "password", password.value()))
                .statusCode(201)
                .extract()
                .path("id");
    }

    /// The id of a new host.
    public static String host(String address, int port, String user, String credentialId, Map<String, String> more) {
        Map<String, Object> body = new HashMap<>(more);
        body.putAll(Map.of(
                "name", uniqueName(), "address", address, "port", port, "user", user, "credentialId", credentialId));
        return post("hosts", body).statusCode(201).extract().path("id");
    }

    public static ValidatableResponse post(String collection, Map<String, ?> body) {
        return asAdmin().body(body).post("/api/v1/" + collection).then();
    }

    public static ValidatableResponse get(String path) {
        return asAdmin().get("/api/v1/" + path).then();
    }

    public static String etag(String path) {
        return get(path).statusCode(200).extract().header("ETag");
    }

    private static RequestSpecification with(String token) {
        return given().auth().oauth2(token).contentType(ContentType.JSON);
    }
}
