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
import static io.understudy.testing.TestingClient.location;
import static io.understudy.testing.TestingClient.refused;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.understudy.client.Paged;
import io.understudy.client.Understudy;
import io.understudy.client.api.HostsApi;
import io.understudy.client.invoker.ApiResponse;
import io.understudy.client.model.CreateHostRequest;
import io.understudy.client.model.CredentialKind;
import io.understudy.client.model.Host;
import io.understudy.client.model.HostFacts;
import io.understudy.client.model.HostKeys;
import io.understudy.client.model.Job;
import io.understudy.client.model.JobOutcome;
import io.understudy.client.model.JobType;
import io.understudy.client.model.PageHost;
import io.understudy.client.model.PublicHostKey;
import io.understudy.client.model.TrustHostKeyRequest;
import io.understudy.client.model.UpdateHostRequest;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.secret.Secret;
import io.understudy.ssh.RemoteCommand;
import io.understudy.testing.TestingClient;
import io.understudy.testing.TestingSshd;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@QuarkusTest
class HostsContractTest {
    @RegisterExtension
    static final TestingSshd SSHD = new TestingSshd();

    @Inject
    HostSessions sessions;

    @Inject
    Jdbi jdbi;

    @SuppressWarnings("NullAway.Init")
    private HostsApi api;

    @BeforeEach
    void connect() {
        api = TestingClient.admin().hosts();
    }

    @Test
    void hostIsAddedWithoutTrustingAnything() {
        CreateHostRequest request = TestingClient.host(
                        "db1.example",
                        22,
                        "deploy",
                        TestingClient.password(CredentialKind.SSH_PASSWORD, new Secret("x")))
                .port(null);

        ApiResponse<Host> added = api.createHostWithHttpInfo(request, null);

        Host host = added.getData();
        assertEquals(201, added.getStatusCode());
        assertEquals("/api/v1/hosts/" + host.getId(), location(added));
        assertEquals(22, host.getPort());
        assertNull(host.getTrustedKey());
        assertNull(host.getFacts());
        assertEquals(host, api.getHost(host.getId()));
        assertTrue(Paged.of(cursor -> api.listHosts(cursor, 200), PageHost::getItems, PageHost::getNextCursor).stream()
                .anyMatch(host::equals));
        refused(409, "NAME_TAKEN", () -> api.createHost(request, null));
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
        String shown = SSHD.hostKey("ecdsa").fingerprint();
        HostKeys keys = api.getHostKeys(id);
        assertTrue(fingerprints(keys)
                .containsAll(List.of(shown, SSHD.hostKey("ed25519").fingerprint())));
        assertNull(keys.getTrusted());
        assertEquals(ProblemType.HOST_KEY_UNKNOWN, refusal(id));

        io.understudy.client.ProblemException other =
                refused(409, "HOST_KEY_NOT_SHOWN", () -> trust(id, "SHA256:" + "A".repeat(43)));
        assertTrue(other.member("scanned").orElseThrow().toString().contains(shown));
        refused(400, "VALIDATION_FAILED", () -> trust(id, "md5:aa"));
        assertEquals(
                shown, Objects.requireNonNull(trust(id, shown).getTrusted()).getFingerprint());

        assertEquals("ok\n", sessions.open(id).output(RemoteCommand.of("echo", "ok")));
        api.distrustHostKey(id);
        assertEquals(ProblemType.HOST_KEY_UNKNOWN, refusal(id));
    }

    private static List<String> fingerprints(HostKeys keys) {
        return keys.getScanned().stream().map(PublicHostKey::getFingerprint).toList();
    }

    @Test
    void anotherAddressOrPortTakesTheTrustAway() {
        for (UpdateHostRequest move :
                List.of(new UpdateHostRequest().address("localhost"), new UpdateHostRequest().port(SSHD.port() - 1))) {
            String id = trustedHost();
            Host renamed = change(id, new UpdateHostRequest().name(uniqueName()));
            assertEquals(
                    "ssh-ed25519",
                    Objects.requireNonNull(renamed.getTrustedKey()).getType());
            assertNull(change(id, move).getTrustedKey());
        }
    }

    @Test
    void changesNeedTheStateThatWasRead() {
        String id = trustedHost();
        String sudo = passwordCredential("SUDO_PASSWORD", new Secret("x"));
        UpdateHostRequest bob = new UpdateHostRequest().user("bob");
        refused(428, "PRECONDITION_REQUIRED", () -> api.updateHost(id, bob, null));
        refused(412, "PRECONDITION_FAILED", () -> api.updateHost(id, bob, "\"old\""));
        Host changed = change(id, new UpdateHostRequest().sudoCredentialId(sudo));
        assertEquals(sudo, changed.getSudoCredentialId());
        assertEquals("alice", changed.getUser());
        assertNull(change(id, new UpdateHostRequest().sudoCredentialId("")).getSudoCredentialId());
        refused(412, "PRECONDITION_FAILED", () -> api.deleteHost(id, "\"old\""));
        api.deleteHost(id, etag("hosts/" + id));
        refused(404, "NOT_FOUND", () -> api.getHost(id));
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

        probe(id);

        Host host = api.getHost(id);
        HostFacts facts = Objects.requireNonNull(host.getFacts());
        assertNotNull(host.getProbedAt());
        assertNotNull(facts.getOperatingSystem().getGlibcVersion());
        assertTrue(
                facts.getSudo().getAllowed().contains("root: find"),
                facts.getSudo().toString());
        assertTrue(Math.abs(Objects.requireNonNull(facts.getClockOffsetMillis())) < 200);
    }

    @Test
    void aProbeIsNoReasonToRefuseAnEditAndATrustedKeyIs() {
        String id = trustedHost();
        String read = etag("hosts/" + id);

        probe(id);

        assertEquals(read, etag("hosts/" + id));
        api.updateHost(id, new UpdateHostRequest().name(uniqueName()), read);
        String renamed = etag("hosts/" + id);
        assertNotEquals(read, renamed);
        trust(id, SSHD.hostKey("rsa").fingerprint());
        refused(412, "PRECONDITION_FAILED", () -> api.deleteHost(id, renamed));
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

    private void probe(String id) {
        try (Understudy admin = TestingClient.admin()) {
            Job job = admin.job(api.probeHost(id, null, null)).waitForCompletion(Duration.ofSeconds(60));
            assertEquals(JobOutcome.COMPLETED, job.getOutcome());
            assertEquals(JobType.HOST_PROBE, job.getType());
        }
    }

    private ProblemType refusal(String id) {
        return assertThrows(ProblemException.class, () -> sessions.open(id)).type();
    }

    private HostKeys trust(String id, String fingerprint) {
        return api.trustHostKey(id, new TrustHostKeyRequest().fingerprint(fingerprint));
    }

    private Host change(String id, UpdateHostRequest change) {
        return api.updateHost(id, change, etag("hosts/" + id));
    }

    private String trustedHost() {
        String id = sshdHost();
        trust(id, SSHD.hostKey("ed25519").fingerprint());
        return id;
    }

    private static String sshdHost() {
        String sudo = passwordCredential("SUDO_PASSWORD", TestingSshd.PASSWORD);
        return host(
                "127.0.0.1", SSHD.port(), "alice", keyCredential(SSHD.loginKey()), Map.of("sudoCredentialId", sudo));
    }
}
