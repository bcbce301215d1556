package io.understudy.cutover;

import static io.understudy.testing.TestingApi.asAdmin;
import static io.understudy.testing.TestingApi.get;
import static io.understudy.testing.TestingApi.post;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.understudy.cluster.Cluster;
import io.understudy.cluster.ClusterStore;
import io.understudy.cluster.TestingClusters;
import io.understudy.testing.TestingApi;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The kinds that go out of the house, DNS_UPDATE and HTTP_CALL, and PGBOUNCER: what is answered before anything is
/// sent.
@QuarkusTest
class OutboundStepsContractTest {
    @Inject
    ClusterStore clusters;

    private Cluster cluster;
    private String credentialId;

    @BeforeEach
    void aCluster() {
        cluster = TestingClusters.stored(clusters);
        credentialId = post(
                        "credentials",
                        Map.of(
                                "name",
                                TestingApi.uniqueName(),
                                "kind",
                                "SECRET_VALUE",
                                "value",
                                "c2VjcmV0LWNhbmFyeQ=="))
                .statusCode(201)
                .extract()
                .path("id");
    }

    private static Map<String, Object> step(String type, String phase, Map<String, ?> own) {
        Map<String, Object> step = new HashMap<>(own);
        step.putAll(Map.of("type", type, "name", "a-step", "phase", phase, "timeoutSeconds", 2));
        return step;
    }

    private static Map<String, Object> with(Map<String, ?> step, String field, Object value) {
        Map<String, Object> changed = new HashMap<>(step);
        changed.put(field, value);
        return changed;
    }

    private Map<String, Object> dns() {
        return step(
                "DNS_UPDATE",
                "AFTER",
                Map.of(
                        "server", "127.0.0.1",
                        "port", 1,
                        "zone", "example.org",
                        "recordName", "shop.example.org",
                        "recordType", "A",
                        "values", List.of("10.0.0.20"),
                        "keyName", "understudy",
                        "credentialId", credentialId));
    }

    private static Map<String, Object> call(String url) {
        return step("HTTP_CALL", "AFTER", Map.of("call", Map.of("method", "POST", "url", url)));
    }

    private static Map<String, Object> pool(String action, String phase) {
        return step(
                "PGBOUNCER", phase, Map.of("hostId", TestingClusters.deadHost(), "action", action, "database", "shop"));
    }

    private ValidatableResponse put(Map<String, ?> step) {
        return put(List.of(step));
    }

    private ValidatableResponse put(List<Map<String, ?>> steps) {
        return asAdmin()
                .header("If-Match", "*")
                .body(Map.of("steps", steps))
                .put("/api/v1/clusters/%s/cutover-steps".formatted(cluster.id()))
                .then();
    }

    private void refused(Map<String, ?> step, String field) {
        put(step).statusCode(400).body("errors.pointer", hasItem("/steps/0" + field));
    }

    @Test
    void eachKindIsKeptAsItWasGiven() {
        Map<String, Object> all = with(dns(), "ttlSeconds", 60);
        for (Map<String, Object> step : List.of(
                dns(),
                with(all, "keyAlgorithm", "HMAC_SHA512"),
                call("https://hooks.example.org/a?b=c"),
                with(call("http://10.0.0.1:8080/"), "verifyUrl", "http://[2001:db8::1]/is"),
                with(
                        call("http://hooks.example.org/"),
                        "undo",
                        Map.of("method", "DELETE", "url", "https://x.example/")),
                with(call("http://hooks.example.org/"), "credentialId", credentialId),
                with(pool("REPOINT", "AFTER"), "configFile", "/etc/pgbouncer/a.ini"),
                with(pool("RESUME", "AFTER"), "port", 6433))) {
            put(step).statusCode(200);
            get("clusters/%s/cutover-steps".formatted(cluster.id()))
                    .statusCode(200)
                    .body("steps", equalTo(List.of(step)))
                    .body(not(containsString("c2VjcmV0")));
        }
    }

    @Test
    void aRecordThatCouldNotBeOrIsOutsideTheZoneIsRefused() {
        for (String name :
                List.of("", "a b.example.org", "shop.example.org.", "-.example.org", "a\nb.example.org", "é.org")) {
            refused(with(dns(), "recordName", name), "/recordName");
            refused(with(dns(), "zone", name), "/zone");
        }
        for (String outside : List.of("example.com", "shop.example.com", "notexample.org", "org")) {
            refused(with(dns(), "recordName", outside), "");
        }
        for (String value :
                List.of("", "10.0.0", "127.1", "0x7f000001", "::1", "shop", "10.0.0.1 20", "1.2.3.4\n5.6.7.8")) {
            refused(with(dns(), "values", List.of(value)), "");
        }
        refused(with(dns(), "values", List.of()), "/values");
        refused(with(with(dns(), "recordType", "AAAA"), "values", List.of("10.0.0.1")), "");
        refused(with(with(dns(), "recordType", "CNAME"), "values", List.of("a.example", "b.example")), "");
        refused(with(with(dns(), "recordType", "CNAME"), "values", List.of("a b")), "");
        refused(with(dns(), "recordType", "TXT"), "/recordType");
        for (String server : List.of("", "127.1", "a;b", "http://x", "fe80::1%eth0", "10.0.0.1:53")) {
            refused(with(dns(), "server", server), "");
        }
        refused(with(dns(), "port", 0), "/port");
        refused(with(dns(), "ttlSeconds", -1), "/ttlSeconds");
        refused(with(dns(), "keyName", "a\"b"), "/keyName");
        refused(with(dns(), "credentialId", "no-such-credential"), "/credentialId");
    }

    @Test
    void aUrlThatProgramsReadInDifferentWaysIsRefused() {
        for (String url : List.of(
                "",
                "hooks.example.org",
                "ftp://hooks.example.org/",
                "file:///etc/passwd",
                "http://127.1/",
                "http://0x7f000001/",
                "http://2130706433/",
                "http://[fe80::1%25eth0]/",
                "http://user:canary@hooks.example.org/",
                "http://hooks.example.org@127.0.0.1/",
                "http://hooks.example.org\\@127.0.0.1/",
                "http://hooks.example.org/#x",
                "http://hooks.example.org/\r\nHost: x",
                "http://hooks.example.org:0/")) {
            refused(call(url), "/call");
            refused(with(call("http://x.example/"), "undo", Map.of("method", "POST", "url", url)), "/undo");
            refused(with(call("http://x.example/"), "verifyUrl", url), "");
            put(call(url)).body(not(containsString("canary")));
        }
        refused(
                with(call("http://x.example/"), "call", Map.of("method", "CONNECT", "url", "http://x/")),
                "/call/method");
        refused(
                with(
                        call("http://x.example/"),
                        "call",
                        Map.of("method", "POST", "url", "http://x/", "body", "x".repeat(16_385))),
                "/call/body");
    }

    @Test
    void aPoolIsPausedBeforeAndResumedAfter() {
        refused(pool("PAUSE", "AFTER"), "");
        refused(pool("REPOINT", "BEFORE"), "");
        refused(pool("RESUME", "BEFORE"), "");
        for (String name : List.of("", "a\"b", "a;b", "a b", "a\nb")) {
            refused(with(pool("PAUSE", "BEFORE"), "database", name), "/database");
        }
        refused(with(pool("REPOINT", "AFTER"), "configFile", "/etc/../x"), "/configFile");
        refused(with(pool("PAUSE", "BEFORE"), "timeoutSeconds", 46), "");
    }

    @Test
    void noListLeavesAPoolPaused() {
        Map<String, Object> pause = pool("PAUSE", "BEFORE");
        Map<String, Object> resume = with(with(with(pause, "action", "RESUME"), "phase", "AFTER"), "name", "on");
        refused(pause, "/action");
        put(List.of(pause, with(resume, "database", "other")))
                .statusCode(400)
                .body("errors.pointer", equalTo(List.of("/steps/0/action")));
        put(List.of(resume, pause)).statusCode(400).body("errors.pointer", equalTo(List.of("/steps/1/action")));
        put(List.of(pause, resume)).statusCode(200);
        get("clusters/%s/cutover-steps".formatted(cluster.id())).body("steps", equalTo(List.of(pause, resume)));
    }

    /// By default only public addresses are called; a test of a list is no way round that.
    @Test
    void aTestDoesNotReachInside() {
        for (String url : List.of(
                "http://127.0.0.1:%d/q/health".formatted(RestAssured.port),
                "http://localhost:%d/q/health".formatted(RestAssured.port),
                "http://[::1]/",
                "http://[::ffff:127.0.0.1]/",
                "http://169.254.169.254/latest/meta-data/",
                "http://10.0.0.1/",
                "http://192.168.1.1/",
                "http://[fd00:ec2::254]/")) {
            post("cutover-steps/test", Map.of("clusterId", cluster.id(), "steps", List.of(call(url))))
                    .statusCode(200)
                    .body("possible", equalTo(false))
                    .body("checks.code", equalTo(List.of("ADDRESS_NOT_ALLOWED")));
            post(
                            "cutover-steps/test",
                            Map.of(
                                    "clusterId",
                                    cluster.id(),
                                    "steps",
                                    List.of(with(call("http://192.0.2.1/"), "verifyUrl", url))))
                    .statusCode(200)
                    .body("steps.code", equalTo(List.of("ADDRESS_NOT_ALLOWED")));
        }
        post("cutover-steps/test", Map.of("clusterId", cluster.id(), "steps", List.of(dns())))
                .statusCode(200)
                .body("possible", equalTo(false))
                .body("checks.code", equalTo(List.of("NAME_SERVER_UNREACHABLE")))
                .body(not(containsString("c2VjcmV0")));
    }
}
