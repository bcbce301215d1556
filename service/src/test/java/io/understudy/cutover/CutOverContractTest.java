package io.understudy.cutover;

import static io.understudy.testing.TestingApi.asAdmin;
import static io.understudy.testing.TestingApi.etag;
import static io.understudy.testing.TestingApi.get;
import static io.understudy.testing.TestingApi.post;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.understudy.client.Understudy;
import io.understudy.client.model.CutOverPhase;
import io.understudy.client.model.CutOverStep;
import io.understudy.client.model.CutOverSteps;
import io.understudy.client.model.PromotionRequest;
import io.understudy.client.model.SshCommandStep;
import io.understudy.client.model.SystemdUnitStep;
import io.understudy.client.model.UnitAction;
import io.understudy.cluster.Cluster;
import io.understudy.cluster.ClusterStore;
import io.understudy.cluster.TestingClusters;
import io.understudy.secret.Secret;
import io.understudy.testing.TestingApi;
import io.understudy.testing.TestingClient;
import jakarta.inject.Inject;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is answered before any host is looked at.
@QuarkusTest
class CutOverContractTest {
    private static final String CANARY = "postgres://shop:canary-4711@10.0.0.8/shop";

    @Inject
    ClusterStore clusters;

    private Cluster cluster;
    private String path;
    private String hostId;

    @BeforeEach
    void aCluster() {
        cluster = TestingClusters.stored(clusters);
        path = "clusters/%s/cutover-steps".formatted(cluster.id());
        hostId = TestingClusters.deadHost();
    }

    private static Map<String, Object> with(Map<String, ?> step, String field, Object value) {
        Map<String, Object> changed = new HashMap<>(step);
        changed.put(field, value);
        return changed;
    }

    private static Map<String, Object> step(String type, Map<String, ?> own) {
        Map<String, Object> step = new HashMap<>(own);
        step.putAll(Map.of("type", type, "name", "a-step", "phase", "BEFORE", "timeoutSeconds", 30));
        return step;
    }

    private Map<String, Object> unit() {
        return step("SYSTEMD_UNIT", Map.of("hostId", hostId, "unit", "puma.service", "action", "STOP"));
    }

    private Map<String, Object> command(String... argv) {
        return step("SSH_COMMAND", Map.of("hostId", hostId, "argv", List.of(argv)));
    }

    private Map<String, Object> file(String credentialId) {
        return step(
                "ENV_FILE",
                Map.of(
                        "hostId",
                        hostId,
                        "path",
                        "/etc/default/puma",
                        "key",
                        "DATABASE_URL",
                        "credentialId",
                        credentialId));
    }

    private static Map<String, Object> entry() {
        return step("HBA_ENTRY", Map.of("address", "10.0.0.20", "database", "shop", "role", "shop"));
    }

    private static String value() {
        return post("credentials", Map.of("name", TestingApi.uniqueName(), "kind", "SECRET_VALUE", "value", CANARY))
                .statusCode(201)
                .body(not(containsString("canary")))
                .extract()
                .path("id");
    }

    private ValidatableResponse put(String tag, List<?> steps) {
        return asAdmin()
                .header("If-Match", tag)
                .body(Map.of("steps", steps))
                .put("/api/v1/" + path)
                .then();
    }

    private void refused(Map<String, ?> step, String field) {
        put("*", List.of(step)).statusCode(400).body("errors.pointer", hasItem("/steps/0" + field));
    }

    @Test
    void aListIsKeptAsItWasGiven() {
        get(path).statusCode(200).body("steps", hasSize(0));
        String tag = etag(path);
        List<Map<String, Object>> list = List.of(
                with(unit(), "name", "stop"),
                with(entry(), "name", "let-in"),
                with(with(file(value()), "name", "point"), "phase", "AFTER"),
                with(command("/bin/echo", "$(touch /tmp/x); `id` && \"'\n|"), "name", "say"));

        put(tag, list).statusCode(200);

        get(path).statusCode(200).body("steps", equalTo(list)).body(not(containsString("canary")));
        put(tag, List.of()).statusCode(412);
        asAdmin().body(Map.of("steps", List.of())).put("/api/v1/" + path).then().statusCode(428);
        put("*", List.of()).statusCode(200);
        get(path).body("steps", hasSize(0));
    }

    /// As a program writes it that has the generated client.
    @Test
    void theClientHasAClassForEachKind() {
        CutOverStep stop = SystemdUnitStep.builder()
                .hostId(hostId)
                .unit("puma.service")
                .action(UnitAction.STOP)
                .name("stop")
                .phase(CutOverPhase.BEFORE)
                .timeoutSeconds(30)
                .build();
        CutOverStep drain = SshCommandStep.builder()
                .hostId(hostId)
                .argv(List.of("drain", "--wait"))
                .name("drain")
                .phase(CutOverPhase.BEFORE)
                .timeoutSeconds(30)
                .build();
        try (Understudy api = TestingClient.admin()) {
            api.cutOverSteps().putCutOverSteps(cluster.id(), new CutOverSteps().steps(List.of(stop, drain)), "*");

            List<CutOverStep> kept =
                    api.cutOverSteps().getCutOverSteps(cluster.id()).getSteps();

            // What was left out is not sent as an empty list, which would be something else.
            assertNull(new PromotionRequest().getCutOverSteps());
            assertEquals("stop", kept.getFirst().getName());
            assertEquals(
                    UnitAction.STOP,
                    assertInstanceOf(SystemdUnitStep.class, kept.getFirst()).getAction());
            assertEquals(
                    List.of("drain", "--wait"),
                    assertInstanceOf(SshCommandStep.class, kept.getLast()).getArgv());
        }
    }

    @Test
    void whatIsMissingIsNamedAllAtOnce() {
        put("*", List.of(Map.of("type", "SYSTEMD_UNIT")))
                .statusCode(400)
                .body(
                        "errors.pointer",
                        hasItems(
                                "/steps/0/name",
                                "/steps/0/phase",
                                "/steps/0/timeoutSeconds",
                                "/steps/0/hostId",
                                "/steps/0/unit",
                                "/steps/0/action"));
        refused(Map.of("name", "a-step"), "/type");
        put("*", List.of(with(unit(), "type", "FORMAT_DISK")))
                .statusCode(400)
                .body("errors.pointer", hasItem("/steps/0/type"))
                .body("errors[0].message", containsString("SYSTEMD_UNIT"));
        put("*", List.of(with(unit(), "surprise", true))).statusCode(400).body("code", equalTo("UNKNOWN_FIELD"));
        put("*", Collections.singletonList(null)).statusCode(400);
        asAdmin()
                .header("If-Match", "*")
                .body("{}")
                .put("/api/v1/" + path)
                .then()
                .statusCode(400);
    }

    @Test
    void whatCouldMeanSomethingElseToTheHostIsRefused() {
        for (String name : List.of("", "Stop", "-stop", "a b", "a/b", "a".repeat(41), "a\nb", "é")) {
            refused(with(unit(), "name", name), "/name");
        }
        for (String unit :
                List.of("-H.service", "puma", "puma.service;id", "../puma.service", "a b.service", "a.mount\n")) {
            refused(with(unit(), "unit", unit), "/unit");
        }
        for (Object seconds : List.of(0, -1, 3601)) {
            refused(with(unit(), "timeoutSeconds", seconds), "/timeoutSeconds");
        }
        Map<String, Object> file = file(value());
        for (String at :
                List.of("etc/x", "/etc/../x", "/etc/./x", "/..", "/", "/etc/", "/etc/x;id", "/etc/$(id)", "/e\nx")) {
            refused(with(file, "path", at), "/path");
        }
        for (String key : List.of("", "A B", "A=B", "A\nB", "1A", "A.*")) {
            refused(with(file, "key", key), "/key");
        }
        for (String word : List.of("", "a b", "a\"b", "a,b", "+admins", "@file", "/^x", "a\nlocal all all trust")) {
            refused(with(entry(), "database", word), "/database");
            refused(with(entry(), "role", word), "/role");
        }
        for (String address :
                List.of("", "all", "0.0.0.0", "::", "10.0.0.0/8", "db.example", "fe80::1%eth0", "10.0.0.1\n")) {
            refused(with(entry(), "address", address), "");
        }
        for (String program : List.of("", "-rf", "$(id)", "a b", "a;b", "ls\n")) {
            refused(command(program), "");
            refused(with(command("true"), "verify", List.of(program)), "");
            refused(with(command("true"), "undo", List.of(program)), "");
        }
        refused(with(command("true"), "timeoutSeconds", 46), "");
        refused(command(), "/argv");
        refused(with(command("true"), "user", "root -i"), "/user");
    }

    @Test
    void whatIsNamedHasToBeThere() {
        refused(with(unit(), "hostId", "no-such-host"), "/hostId");
        refused(file("no-such-credential"), "/credentialId");
        String login = TestingApi.passwordCredential("SSH_PASSWORD", new Secret("x"));
        refused(file(login), "/credentialId");
        put("*", List.of(unit(), entry(), unit()))
                .statusCode(400)
                .body("errors.pointer", equalTo(List.of("/steps/1/name", "/steps/2/name")));
        get("clusters/none/cutover-steps").statusCode(404);
    }

    @Test
    void aListHasAtMostAHundredSteps() {
        List<Map<String, Object>> many = IntStream.range(0, 101)
                .mapToObj(i -> with(unit(), "name", "step-" + i))
                .toList();

        put("*", many).statusCode(400).body("errors.pointer", hasItem("/steps"));
        put("*", many.subList(0, 100)).statusCode(200);
    }

    @Test
    void whatAStepNamesStaysAsLongAsItIsNamed() {
        String credential = value();
        put("*", List.of(file(credential))).statusCode(200);

        for (String thing : List.of("hosts/" + hostId, "credentials/" + credential)) {
            asAdmin()
                    .header("If-Match", "*")
                    .delete("/api/v1/" + thing)
                    .then()
                    .statusCode(409)
                    .body("code", equalTo("IN_USE"));
        }
        put("*", List.of()).statusCode(200);
        for (String thing : List.of("hosts/" + hostId, "credentials/" + credential)) {
            asAdmin().header("If-Match", "*").delete("/api/v1/" + thing).then().statusCode(204);
        }
    }

    @Test
    void aPromotionMayBringItsOwnList() {
        Map<String, Object> request = Map.of(
                "mode", "SWITCHOVER", "expectedPrimaryNodeId", cluster.primary().id());
        post(
                        "clusters/%s/promotions".formatted(cluster.id()),
                        with(request, "cutOverSteps", List.of(with(unit(), "hostId", "no-such-host"))))
                .statusCode(400)
                .body("errors.pointer", hasItem("/cutOverSteps/0/hostId"));
        post(
                        "clusters/%s/promotions".formatted(cluster.id()),
                        with(request, "cutOverSteps", List.of(with(unit(), "unit", "-H"))))
                .statusCode(400)
                .body("errors.pointer", hasItem("/cutOverSteps/0/unit"));
        post("clusters/%s/promotions".formatted(cluster.id()), with(request, "cutOverSteps", List.of(unit())))
                .statusCode(202);
    }

    @Test
    void aViewerMayLookAndNotChange() {
        put("*", List.of(unit())).statusCode(200);
        TestingApi.as("VIEWER").get("/api/v1/" + path).then().statusCode(200);
        TestingApi.as("VIEWER")
                .header("If-Match", "*")
                .body(Map.of("steps", List.of()))
                .put("/api/v1/" + path)
                .then()
                .statusCode(403);
        TestingApi.as("VIEWER")
                .body(Map.of("clusterId", cluster.id()))
                .post("/api/v1/cutover-steps/test")
                .then()
                .statusCode(403);
    }

    /// Every host of it is dead, and that is told of every step.
    @Test
    void aTestOfAListSaysWhatStandsInTheWay() {
        post("cutover-steps/test", Map.of("clusterId", "none", "steps", List.of()))
                .statusCode(400)
                .body("errors.pointer", hasItem("/clusterId"));
        post(
                        "cutover-steps/test",
                        Map.of(
                                "clusterId",
                                cluster.id(),
                                "steps",
                                List.of(with(unit(), "name", "one"), with(command("true"), "name", "two"))))
                .statusCode(200)
                .body("possible", equalTo(false))
                .body("checks.name", equalTo(List.of("check-cut-over-one", "check-cut-over-two")))
                .body("checks.code", equalTo(List.of("HOST_UNREACHABLE", "HOST_UNREACHABLE")))
                .body("steps.name", equalTo(List.of("ensure-cut-over-one", "ensure-cut-over-two")));
    }
}
