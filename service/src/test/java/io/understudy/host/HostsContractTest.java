package io.understudy.host;

import static io.understudy.testing.TestingApi.as;
import static io.understudy.testing.TestingApi.asAdmin;
import static io.understudy.testing.TestingApi.etag;
import static io.understudy.testing.TestingApi.get;
import static io.understudy.testing.TestingApi.host;
import static io.understudy.testing.TestingApi.keyCredential;
import static io.understudy.testing.TestingApi.passwordCredential;
import static io.understudy.testing.TestingApi.post;
import static io.understudy.testing.TestingApi.uniqueName;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.secret.Secret;
import io.understudy.ssh.RemoteCommand;
import io.understudy.testing.TestingSshd;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@QuarkusTest
class HostsContractTest {
    @RegisterExtension
    static final TestingSshd SSHD = new TestingSshd();

    @Inject
    HostSessions sessions;

    @Inject
    HostProber prober;

    @Inject
    Jdbi jdbi;

    @Test
    void hostIsAddedWithoutTrustingAnything() {
        String credential = passwordCredential("SSH_PASSWORD", new Secret("x"));
        String name = uniqueName();
        Map<String, String> body =
                Map.of("name", name, "address", "db1.example", "user", "deploy", "credentialId", credential);

        post("hosts", body)
                .statusCode(201)
                .header("Location", containsString("/api/v1/hosts/"))
                .header("ETag", notNullValue())
                .body("port", equalTo(22))
                .body("trustedKey", nullValue())
                .body("facts", nullValue());
        get("hosts?limit=200").statusCode(200).body("items.name", hasItem(name));
        get("credentials/" + credential).body("usedBy.hostName", hasItem(name));
        post("hosts", body).statusCode(409).body("code", equalTo("NAME_TAKEN"));
    }

    @Test
    void everyHostileFieldIsNamed() {
        for (String hostile :
                List.of("$(id)", "`id`", "a;b", "two\nlines", "-oProxyCommand=id", "../x", "a'b\"", " ")) {
            post(
                            "hosts",
                            Map.of(
                                    "name",
                                    hostile,
                                    "address",
                                    hostile,
                                    "user",
                                    hostile,
                                    "credentialId",
                                    hostile,
                                    "port",
                                    22))
                    .statusCode(400)
                    .body("code", equalTo("VALIDATION_FAILED"))
                    .body("errors.pointer", hasItems("/name", "/address", "/user"));
        }
        post("hosts", Map.of("name", "a", "address", "b", "user", "c", "credentialId", "$(id)"))
                .statusCode(400)
                .body("errors.pointer", equalTo(List.of("/credentialId")));
        post("hosts", Map.of("port", 65_536))
                .statusCode(400)
                .body("errors.pointer", hasItems("/name", "/address", "/user", "/credentialId", "/port"));
        get("hosts/..%2fcredentials").statusCode(404);
    }

    @Test
    void credentialsAreOfTheRightKind() {
        String login = passwordCredential("SSH_PASSWORD", new Secret("x"));
        String sudo = passwordCredential("SUDO_PASSWORD", new Secret("x"));
        Map<String, Object> body = new HashMap<>(Map.of("name", uniqueName(), "address", "db1", "user", "deploy"));
        body.put("credentialId", sudo);
        body.put("sudoCredentialId", login);

        post("hosts", body).statusCode(400).body("errors.pointer", hasItems("/credentialId", "/sudoCredentialId"));
    }

    @Test
    void onlyAKeyThatTheHostShowsNowIsTrusted() {
        String id = sshdHost();
        String path = "hosts/" + id + "/host-keys";
        String shown = SSHD.hostKey("ecdsa").fingerprint();
        get(path)
                .statusCode(200)
                .body(
                        "scanned.fingerprint",
                        hasItems(shown, SSHD.hostKey("ed25519").fingerprint()))
                .body("trusted", nullValue());
        assertEquals(ProblemType.HOST_KEY_UNKNOWN, refusal(id));

        trust(id, "SHA256:" + "A".repeat(43)).statusCode(409).body("code", equalTo("HOST_KEY_CHANGED"));
        trust(id, "md5:aa").statusCode(400).body("errors.pointer", equalTo(List.of("/fingerprint")));
        trust(id, shown).statusCode(200).body("trusted.fingerprint", equalTo(shown));

        assertEquals("ok\n", sessions.open(id).output(RemoteCommand.of("echo", "ok")));
        asAdmin().delete("/api/v1/" + path).then().statusCode(204);
        assertEquals(ProblemType.HOST_KEY_UNKNOWN, refusal(id));
    }

    @Test
    void anotherAddressOrPortTakesTheTrustAway() {
        for (Map<String, ?> move : List.of(Map.of("address", "localhost"), Map.of("port", SSHD.port() - 1))) {
            String id = trustedHost();
            change(id, Map.of("name", uniqueName())).body("trustedKey.type", equalTo("ssh-ed25519"));
            change(id, move).body("trustedKey", nullValue());
        }
    }

    @Test
    void changesNeedTheStateThatWasRead() {
        String id = trustedHost();
        String sudo = passwordCredential("SUDO_PASSWORD", new Secret("x"));
        asAdmin()
                .body(Map.of("user", "bob"))
                .patch("/api/v1/hosts/" + id)
                .then()
                .statusCode(428);
        asAdmin()
                .header("If-Match", "\"old\"")
                .body(Map.of("user", "bob"))
                .patch("/api/v1/hosts/" + id)
                .then()
                .statusCode(412);
        change(id, Map.of("sudoCredentialId", sudo))
                .body("sudoCredentialId", equalTo(sudo))
                .body("user", equalTo("alice"));
        change(id, Map.of("sudoCredentialId", "")).body("sudoCredentialId", nullValue());
        asAdmin()
                .header("If-Match", "\"old\"")
                .delete("/api/v1/hosts/" + id)
                .then()
                .statusCode(412);
    }

    @Test
    void hostOfANodeStays() {
        String id = trustedHost();
        jdbi.useHandle(handle -> handle.execute("CREATE TABLE uses_host (host_id text REFERENCES host)"));
        jdbi.useHandle(handle -> handle.execute("INSERT INTO uses_host VALUES (?)", id));
        try {
            asAdmin()
                    .header("If-Match", etag("hosts/" + id))
                    .delete("/api/v1/hosts/" + id)
                    .then()
                    .statusCode(409)
                    .body("code", equalTo("IN_USE"));
        } finally {
            jdbi.useHandle(handle -> handle.execute("DROP TABLE uses_host"));
        }
        asAdmin()
                .header("If-Match", etag("hosts/" + id))
                .delete("/api/v1/hosts/" + id)
                .then()
                .statusCode(204);
    }

    @Test
    void unreachableHostSaysSo() {
        String id = host("127.0.0.1", 1, "deploy", keyCredential(SSHD.loginKey()), Map.of());

        get("hosts/" + id + "/host-keys")
                .statusCode(502)
                .body("code", equalTo("HOST_UNREACHABLE"))
                .body("retryable", equalTo(true));
    }

    @Test
    void whatAProbeFoundIsKept() {
        String id = trustedHost();

        HostFacts facts = prober.probe(id);

        assertEquals("glibc", facts.operatingSystem().glibcVersion() == null ? "" : "glibc");
        assertTrue(facts.sudo().allowed().contains("root: find"), facts.sudo().toString());
        assertTrue(Math.abs(facts.clockOffsetMillis() == null ? 1000 : facts.clockOffsetMillis()) < 200);
        get("hosts/" + id)
                .body(
                        "facts.operatingSystem.architecture",
                        equalTo(facts.operatingSystem().architecture()))
                .body("probedAt", notNullValue());
    }

    @Test
    void viewersOnlyLook() {
        String id = trustedHost();
        as("VIEWER").get("/api/v1/hosts/" + id).then().statusCode(200);
        as("VIEWER")
                .header("If-Match", "*")
                .delete("/api/v1/hosts/" + id)
                .then()
                .statusCode(403);
        as("VIEWER")
                .header("If-Match", "*")
                .body(Map.of("port", 23))
                .patch("/api/v1/hosts/" + id)
                .then()
                .statusCode(403);
        as("VIEWER")
                .body(Map.of("fingerprint", SSHD.hostKey("rsa").fingerprint()))
                .put("/api/v1/hosts/" + id + "/host-keys")
                .then()
                .statusCode(403);
        as("OPERATOR")
                .header("If-Match", "*")
                .delete("/api/v1/hosts/" + id)
                .then()
                .statusCode(204);
    }

    private ProblemType refusal(String id) {
        return assertThrows(ProblemException.class, () -> sessions.open(id)).type();
    }

    private static ValidatableResponse trust(String id, String fingerprint) {
        return asAdmin()
                .body(Map.of("fingerprint", fingerprint))
                .put("/api/v1/hosts/" + id + "/host-keys")
                .then();
    }

    private static ValidatableResponse change(String id, Map<String, ?> change) {
        return asAdmin()
                .header("If-Match", etag("hosts/" + id))
                .body(change)
                .patch("/api/v1/hosts/" + id)
                .then()
                .statusCode(200);
    }

    private static String trustedHost() {
        String id = sshdHost();
        trust(id, SSHD.hostKey("ed25519").fingerprint()).statusCode(200);
        return id;
    }

    private static String sshdHost() {
        String sudo = passwordCredential("SUDO_PASSWORD", TestingSshd.PASSWORD);
        return host(
                "127.0.0.1", SSHD.port(), "alice", keyCredential(SSHD.loginKey()), Map.of("sudoCredentialId", sudo));
    }
}
