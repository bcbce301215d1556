package io.understudy.credential;

import static io.understudy.testing.TestingApi.as;
import static io.understudy.testing.TestingApi.etag;
import static io.understudy.testing.TestingApi.get;
import static io.understudy.testing.TestingApi.passwordCredential;
import static io.understudy.testing.TestingApi.post;
import static io.understudy.testing.TestingApi.uniqueName;
import static io.understudy.testing.TestingClient.location;
import static io.understudy.testing.TestingClient.password;
import static io.understudy.testing.TestingClient.refused;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.understudy.client.Paged;
import io.understudy.client.ProblemException;
import io.understudy.client.Understudy;
import io.understudy.client.api.CredentialsApi;
import io.understudy.client.api.CredentialsApi.APIGetCredentialRequest;
import io.understudy.client.invoker.ApiResponse;
import io.understudy.client.model.CreateCredentialRequest;
import io.understudy.client.model.CreateHostRequest;
import io.understudy.client.model.Credential;
import io.understudy.client.model.CredentialKind;
import io.understudy.client.model.PageCredential;
import io.understudy.client.model.UpdateCredentialRequest;
import io.understudy.secret.Secret;
import io.understudy.ssh.SshAuthentication;
import io.understudy.testing.TestingClient;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
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

    @SuppressWarnings("NullAway.Init")
    private Understudy api;

    @BeforeEach
    void connect() {
        api = TestingClient.admin();
    }

    @Test
    void keyIsSealedAndOnlyItsPublicHalfIsShown() throws Exception {
        String key = generateKey(CANARY.value());
        ApiResponse<Credential> made = api.credentials()
                .createCredentialWithHttpInfo(TestingClient.key(new Secret(key)).passphrase(CANARY.value()), null);
        String id = made.getData().getId();
        assertEquals(201, made.getStatusCode());
        assertEquals("/api/v1/credentials/" + id, location(made));
        assertTrue(String.valueOf(made.getData().getPublicKey()).startsWith("ssh-ed25519 AAAA"));
        assertTrue(String.valueOf(made.getData().getFingerprint()).startsWith("SHA256:"));
        assertEquals(List.of(), made.getData().getUsedBy());
        assertEquals(made.getData(), api.credentials().getCredential(id));
        assertTrue(all().anyMatch(made.getData()::equals));

        String shown = get("credentials/" + id).statusCode(200).extract().asString()
                + get("credentials?limit=200").statusCode(200).extract().asString();
        assertFalse(shown.contains("PRIVATE KEY") || shown.contains("can'ary"), shown);
        assertEquals(new SshAuthentication.PrivateKey(new Secret(key), CANARY), credentials.authentication(id));
    }

    private Stream<Credential> all() {
        return Paged.of(
                cursor -> api.credentials().listCredentials(cursor, 200),
                PageCredential::getItems,
                PageCredential::getNextCursor)
                .stream();
    }

    @Test
    void storeHoldsNoSecretInClear() throws Exception {
        String id = passwordCredential("SUDO_PASSWORD", CANARY);

        byte[] kept = jdbi.withHandle(handle -> handle.createQuery("SELECT sealed FROM credential WHERE id = ?")
                .bind(0, id)
                .mapTo(byte[].class)
                .one());

        assertFalse(new String(kept, StandardCharsets.UTF_8).contains("can'ary"));
        assertEquals(CANARY, credentials.secret(id));
    }

    @Test
    void sealedSecretOpensOnlyInItsOwnPlace() {
        String mine = passwordCredential("SUDO_PASSWORD", CANARY);
        String other = passwordCredential("SUDO_PASSWORD", new Secret("other"));
        jdbi.useHandle(handle -> handle.execute(
                "UPDATE credential SET sealed = (SELECT sealed FROM credential WHERE id = ?) WHERE id = ?",
                mine,
                other));

        assertThrows(IllegalStateException.class, () -> credentials.secret(other));
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
        CreateCredentialRequest request = password(CredentialKind.SSH_PASSWORD, new Secret("x"));

        String first =
                api.credentials().createCredential(request, request.getName()).getId();

        assertEquals(
                first,
                api.credentials().createCredential(request, request.getName()).getId());
        refused(409, "NAME_TAKEN", () -> api.credentials().createCredential(request, null));
    }

    @Test
    void renamingAndRemovingNeedTheStateThatWasRead() {
        CredentialsApi calls = api.credentials();
        var made = calls.createCredentialWithHttpInfo(password(CredentialKind.SSH_PASSWORD, CANARY), null);
        String id = made.getData().getId();
        String etag = Understudy.etag(made);
        String name = uniqueName();

        refused(428, "PRECONDITION_REQUIRED", () -> calls.updateCredential(id, renamed(name), null));
        assertEquals(name, calls.updateCredential(id, renamed(name), etag).getName());
        refused(412, "PRECONDITION_FAILED", () -> calls.deleteCredential(id, etag));
        calls.deleteCredential(
                id,
                Understudy.etag(calls.getCredentialWithHttpInfo(
                        APIGetCredentialRequest.newBuilder().credentialId(id).build())));
        refused(404, "NOT_FOUND", () -> calls.getCredential(id));
    }

    private static UpdateCredentialRequest renamed(String name) {
        return new UpdateCredentialRequest().name(name);
    }

    @Test
    void credentialOfAHostStays() {
        CreateHostRequest request =
                TestingClient.host("db1.example", 22, "deploy", password(CredentialKind.SSH_PASSWORD, CANARY));
        String id = request.getCredentialId();
        String hostId = api.hosts().createHost(request, null).getId();

        assertEquals(
                hostId,
                api.credentials().getCredential(id).getUsedBy().getFirst().getHostId());
        ProblemException inUse = refused(409, "IN_USE", () -> api.credentials().deleteCredential(id, "*"));
        assertTrue(inUse.member("usedBy").orElseThrow().toString().contains(hostId));

        api.hosts().deleteHost(hostId, "*");
        api.credentials().deleteCredential(id, "*");
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
