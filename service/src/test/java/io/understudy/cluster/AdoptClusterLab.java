package io.understudy.cluster;

import static io.understudy.cluster.LabApi.adopt;
import static io.understudy.cluster.LabApi.adopted;
import static io.understudy.cluster.LabApi.forget;
import static io.understudy.cluster.LabApi.register;
import static io.understudy.testing.TestingApi.asAdmin;
import static io.understudy.testing.TestingApi.get;
import static io.understudy.testing.TestingApi.post;
import static io.understudy.testing.TestingApi.uniqueName;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.understudy.testing.LabHost;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class AdoptClusterLab {
    private final LabHost primary = new LabHost("adopt1");
    private final LabHost standby = new LabHost("adopt2");

    @AfterEach
    void remove() {
        LabApi.forgetAll();
        primary.removeIfThere();
        standby.removeIfThere();
    }

    @ParameterizedTest
    @ValueSource(strings = {"15", "9.6"})
    void aStockPrimaryIsAdoptedAsItIs(String version) throws IOException {
        LabHost.fresh(version, primary.name());
        String hostId = register(primary);
        String identifier = primary.sql("SELECT system_identifier FROM pg_control_system()");

        ValidatableResponse adopted = adopt(hostId)
                .statusCode(201)
                .body("health", equalTo("HEALTHY"))
                .body("systemIdentifier", equalTo(identifier))
                .body("version", equalTo(version))
                .body("timeline", equalTo(1))
                .body("problems", empty())
                .body("unmanagedStandbys", empty())
                .body("nodes.hostId", contains(hostId))
                .body("nodes[0].observedRole", equalTo("PRIMARY"))
                .body("nodes[0].version", startsWith(version + "."))
                .body("nodes[0].port", equalTo(5432))
                .body("nodes[0].unknownReason", nullValue());

        String id = adopted.extract().path("id");
        assertEquals(
                "/api/v1/clusters/" + id,
                java.net.URI.create(adopted.extract().header("Location")).getPath());
        get("clusters/" + id)
                .statusCode(200)
                .header("ETag", equalTo(adopted.extract().header("ETag")))
                .body("primaryNodeId", equalTo(adopted.extract().path("nodes[0].id")));
        adopt(hostId).statusCode(409).body("code", equalTo("CLUSTER_EXISTS")).body("clusterId", equalTo(id));
    }

    @ParameterizedTest
    @ValueSource(strings = {"15", "9.6"})
    void theStandbysThatItHasComeAlong(String version) throws IOException {
        LabHost.fresh(version, primary.name(), standby.name());
        HandmadeStandby.make(primary, standby, version);
        String primaryId = register(primary);

        String lonely = adopt(primaryId)
                .statusCode(201)
                .body("nodes.hostId", contains(primaryId))
                .body("unmanagedStandbys.address", contains(standby.address()))
                .body("unmanagedStandbys.state", contains("streaming"))
                .body("unmanagedStandbys.slot", contains("by_hand"))
                .body("unmanagedStandbys.reason", contains("No registered host has this address."))
                .extract()
                .path("id");
        get("clusters/" + lonely).body("unmanagedStandbys.address", contains(standby.address()));
        forget(lonely);

        String standbyId = register(standby);
        register(standby); // A host that is registered twice has its instances once.
        adopt(standbyId).statusCode(409).body("code", equalTo("NOT_A_PRIMARY"));
        adopt(primaryId)
                .statusCode(201)
                .body("health", equalTo("HEALTHY"))
                .body("problems", empty())
                .body("unmanagedStandbys", empty())
                .body("nodes.hostId", contains(primaryId, standbyId))
                .body("nodes[1].observedRole", equalTo("STANDBY"))
                .body("nodes[1].streamingState", equalTo("streaming"))
                .body("nodes[1].timeline", equalTo(1))
                .body("nodes[1].receiverUp", equalTo(true))
                .body("nodes[1].slot.name", equalTo("by_hand"))
                .body("nodes[1].slot.active", equalTo(true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"15"})
    void whatIsNoRunningPrimaryIsRefusedByName(String version) throws IOException {
        LabHost.fresh(version, primary.name());
        String hostId = register(primary);

        post("clusters", Map.of("name", uniqueName(), "hostId", hostId, "instance", "other"))
                .statusCode(409)
                .body("code", equalTo("INSTANCE_NOT_FOUND"))
                .body("detail", containsString("15/main on port 5432"));
        post("clusters", Map.of("name", uniqueName(), "hostId", hostId, "port", 5433))
                .statusCode(409)
                .body("code", equalTo("INSTANCE_NOT_FOUND"));
        primary.exec("systemctl", "stop", "postgresql@15-main");
        adopt(hostId).statusCode(409).body("code", equalTo("INSTANCE_NOT_RUNNING"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"15"})
    void theSameRequestAgainAdoptsOnce(String version) throws IOException {
        LabHost.fresh(version, primary.name());
        Map<String, String> request = Map.of("name", uniqueName(), "hostId", register(primary));
        String key = uniqueName();

        ValidatableResponse first = asAdmin()
                .header("Idempotency-Key", key)
                .body(request)
                .post("/api/v1/clusters")
                .then()
                .statusCode(201);
        asAdmin()
                .header("Idempotency-Key", key)
                .body(request)
                .post("/api/v1/clusters")
                .then()
                .statusCode(201)
                .header("Idempotency-Replayed", "true")
                .header("ETag", equalTo(first.extract().header("ETag")))
                .body("id", equalTo(first.extract().path("id")));
        adopted(adoptedAgain(first));
    }

    /// Forgotten, the primary can be adopted anew: nothing of us is left on it that would be in the way.
    private static String adoptedAgain(ValidatableResponse first) {
        forget(first.extract().path("id"));
        return first.extract().path("nodes[0].hostId");
    }
}
