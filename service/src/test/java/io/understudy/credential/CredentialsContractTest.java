package io.understudy.credential;

import static io.understudy.testing.TestingApi.as;
import static io.understudy.testing.TestingApi.asAdmin;
import static io.understudy.testing.TestingApi.etag;
import static io.understudy.testing.TestingApi.get;
import static io.understudy.testing.TestingApi.host;
import static io.understudy.testing.TestingApi.passwordCredential;
import static io.understudy.testing.TestingApi.post;
import static io.understudy.testing.TestingApi.uniqueName;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quarkus.test.junit.QuarkusTest;
import io.understudy.secret.Secret;
import io.understudy.ssh.SshAuthentication;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
class CredentialsContractTest {
    /// Full of what breaks careless masking, quoting and patterns.
    private static final Secret CANARY = new Secret("can'ary +++ $1 \\E \"ż\"");

    @Inject
    CredentialStore credentials;

    @Inject
    Jdbi jdbi;

    @TempDir
    Path dir;

    @Test
    void keyIsSealedAndOnlyItsPublicHalfIsShown() throws Exception {
        String key = generateKey(CANARY.value());
        String id = post("credentials", key(uniqueName(), key, CANARY.value()))
                .statusCode(201)
                .header("Location", containsString("/api/v1/credentials/"))
                .body("publicKey", startsWith("ssh-ed25519 AAAA"))
                .body("fingerprint", startsWith("SHA256:"))
                .body("usedBy", empty())
                .body(not(containsString("PRIVATE KEY")))
                .extract()
                .path("id");

        String shown = get("credentials/" + id).statusCode(200).extract().asString()
                + get("credentials?limit=200").statusCode(200).extract().asString();
        assertFalse(shown.contains("PRIVATE KEY") || shown.contains("can'ary"), shown);
        assertEquals(new SshAuthentication.PrivateKey(new Secret(key), CANARY), credentials.authentication(id));
    }

    @Test
    void storeHoldsNoSecretInClear() throws Exception {
        String id = passwordCredential("SUDO_PASSWORD", CANARY);

        byte[] kept = jdbi.withHandle(handle -> handle.createQuery("SELECT sealed FROM credential WHERE id = ?")
                .bind(0, id)
                .mapTo(byte[].class)
                .one());

        assertFalse(new String(kept, StandardCharsets.UTF_8).contains("can'ary"));
        assertEquals(CANARY, credentials.sudoPassword(id));
    }

    @Test
    void sealedSecretOpensOnlyInItsOwnPlace() {
        String mine = passwordCredential("SUDO_PASSWORD", CANARY);
        String other = passwordCredential("SUDO_PASSWORD", new Secret("other"));
        jdbi.useHandle(handle -> handle.execute(
                "UPDATE credential SET sealed = (SELECT sealed FROM credential WHERE id = ?) WHERE id = ?",
                mine,
                other));

        assertThrows(IllegalStateException.class, () -> credentials.sudoPassword(other));
    }

    @Test
    void wrongPassphraseIsNamedAtOnceAndNotRepeated() throws Exception {
        post("credentials", key(uniqueName(), generateKey("right"), "wr0ng-canary"))
                .statusCode(400)
                .body("code", equalTo("VALIDATION_FAILED"))
                .body("errors.pointer", equalTo(List.of("/passphrase")))
                .body("errors[0].message", equalTo("does not open the key"))
                .body(not(containsString("wr0ng-canary")));
    }

    @Test
    void eachKindWantsItsOwnFields() {
        post("credentials", Map.of("name", uniqueName(), "kind", "SSH_PRIVATE_KEY", "password", "p4ss-canary"))
                .statusCode(400)
                .body("errors.pointer", hasItems("/privateKey", "/password"))
                .body(not(containsString("p4ss-canary")));
        post("credentials", Map.of("name", uniqueName(), "kind", "SUDO_PASSWORD", "privateKey", "x", "passphrase", "y"))
                .statusCode(400)
                .body("errors.pointer", hasItems("/privateKey", "/password", "/passphrase"));
        post("credentials", Map.of("name", uniqueName(), "kind", "SSH_PASSWORD", "password", "two\nlines-canary"))
                .statusCode(400)
                .body("errors.pointer", hasItems("/password"))
                .body(not(containsString("lines-canary")));
        post("credentials", Map.of("name", "$(id)", "kind", "SSH_PASSWORD", "password", "x"))
                .statusCode(400)
                .body("errors.pointer", hasItems("/name"));
    }

    @Test
    void unknownKindsAndFieldsAreRefused() {
        post("credentials", Map.of("name", uniqueName(), "kind", "KERBEROS", "password", "k-canary"))
                .statusCode(400)
                .body(not(containsString("k-canary")));
        post("credentials", Map.of("name", uniqueName(), "kind", "SSH_PASSWORD", "password", "x", "secret", "s-canary"))
                .statusCode(400)
                .body("code", equalTo("UNKNOWN_FIELD"))
                .body(not(containsString("s-canary")));
    }

    @Test
    void repeatedRequestMakesOneCredential() {
        Map<String, String> body = Map.of("name", uniqueName(), "kind", "SSH_PASSWORD", "password", "x");
        String first = asAdmin()
                .header("Idempotency-Key", body.get("name"))
                .body(body)
                .post("/api/v1/credentials")
                .then()
                .statusCode(201)
                .extract()
                .path("id");

        asAdmin()
                .header("Idempotency-Key", body.get("name"))
                .body(body)
                .post("/api/v1/credentials")
                .then()
                .statusCode(201)
                .body("id", equalTo(first));
        post("credentials", body).statusCode(409).body("code", equalTo("NAME_TAKEN"));
    }

    @Test
    void renamingAndRemovingNeedTheStateThatWasRead() {
        String path = "credentials/" + passwordCredential("SSH_PASSWORD", CANARY);
        String etag = etag(path);
        String name = uniqueName();

        asAdmin().body(Map.of("name", name)).patch("/api/v1/" + path).then().statusCode(428);
        asAdmin()
                .header("If-Match", etag)
                .body(Map.of("name", name))
                .patch("/api/v1/" + path)
                .then()
                .statusCode(200)
                .body("name", equalTo(name));
        asAdmin().header("If-Match", etag).delete("/api/v1/" + path).then().statusCode(412);
        asAdmin()
                .header("If-Match", etag(path))
                .delete("/api/v1/" + path)
                .then()
                .statusCode(204);
        get(path).statusCode(404).body("code", equalTo("NOT_FOUND"));
    }

    @Test
    void credentialOfAHostStays() {
        String id = passwordCredential("SSH_PASSWORD", CANARY);
        String hostId = host("db1.example", 22, "deploy", id, Map.of());

        asAdmin()
                .header("If-Match", etag("credentials/" + id))
                .delete("/api/v1/credentials/" + id)
                .then()
                .statusCode(409)
                .body("code", equalTo("IN_USE"))
                .body("usedBy.hostId", hasItems(hostId));

        asAdmin()
                .header("If-Match", etag("hosts/" + hostId))
                .delete("/api/v1/hosts/" + hostId)
                .then()
                .statusCode(204);
        asAdmin()
                .header("If-Match", etag("credentials/" + id))
                .delete("/api/v1/credentials/" + id)
                .then()
                .statusCode(204);
    }

    @Test
    void onlyAdministratorsMakeAndRemoveThem() {
        String id = passwordCredential("SSH_PASSWORD", CANARY);
        Map<String, String> body = Map.of("name", uniqueName(), "kind", "SSH_PASSWORD", "password", "x");
        for (String role : List.of("VIEWER", "OPERATOR")) {
            as(role).get("/api/v1/credentials/" + id).then().statusCode(200);
            as(role).body(body).post("/api/v1/credentials").then().statusCode(403);
            as(role).header("If-Match", "*")
                    .delete("/api/v1/credentials/" + id)
                    .then()
                    .statusCode(403);
            as(role).header("If-Match", "*")
                    .body(Map.of("name", "x"))
                    .patch("/api/v1/credentials/" + id)
                    .then()
                    .statusCode(403);
        }
    }

    private static Map<String, String> key(String name, String key, String passphrase) {
        return Map.of("name", name, "kind", "SSH_PRIVATE_KEY", "privateKey", key, "passphrase", passphrase);
    }

    private String generateKey(String passphrase) throws Exception {
        Path file = dir.resolve(uniqueName());
        Process made = new ProcessBuilder("ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-f", file.toString())
                .inheritIO()
                .start();
        assertEquals(0, made.waitFor());
        return Files.readString(file);
    }
}
