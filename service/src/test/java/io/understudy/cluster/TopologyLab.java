package io.understudy.cluster;

import static io.understudy.cluster.LabApi.adopted;
import static io.understudy.cluster.LabApi.register;
import static io.understudy.testing.TestingApi.get;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ExtractableResponse;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.understudy.testing.Eventually;
import io.understudy.testing.LabHost;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class TopologyLab {
    private static final Duration TOLD = Duration.ofSeconds(30);

    private final LabHost primary = new LabHost("topo1");
    private final LabHost standby = new LabHost("topo2");

    @AfterEach
    void remove() {
        LabApi.forgetAll();
        primary.removeIfThere();
        standby.removeIfThere();
    }

    @ParameterizedTest
    @ValueSource(strings = {"15", "9.6"})
    void whateverHappensIsSaid(String version) throws IOException {
        String id = streaming(version);
        aServerThatIsDown(id, version);
        aHostThatIsGoneIsUnknownWithinTheDeadline(id);
        lagIsMeasuredOnThePrimary(id, version);
        twoPrimaries(id, version);
    }

    private void aServerThatIsDown(String id, String version) {
        String unit = "postgresql@" + version + "-main";

        standby.exec("systemctl", "stop", unit);
        eventuallyHealth(id, "DEGRADED");
        get("clusters/" + id)
                .body("problems.code", hasItems("STANDBY_DOWN", "SLOT_INACTIVE"))
                .body("nodes[1].observedRole", equalTo("DOWN"))
                .body("nodes[1].replayLagBytes", nullValue())
                .body("nodes[1].unknownReason", notNullValue())
                .body("nodes[1].slot.active", equalTo(false));
        standby.exec("systemctl", "start", unit);
        eventuallyHealth(id, "HEALTHY");

        primary.exec("systemctl", "stop", unit);
        eventuallyHealth(id, "DOWN");
        get("clusters/" + id)
                .body("problems.code", contains("PRIMARY_DOWN"))
                .body("nodes[0].observedRole", equalTo("DOWN"))
                .body("nodes[1].observedRole", equalTo("STANDBY"))
                .body("nodes[1].timeline", equalTo(1))
                .body("nodes[1].streamingState", nullValue())
                .body("nodes[1].unknownReason", notNullValue());
        primary.exec("systemctl", "start", unit);
        eventuallyHealth(id, "HEALTHY");
    }

    private void aHostThatIsGoneIsUnknownWithinTheDeadline(String id) {
        for (String fault : new String[] {"freeze", "cut", "power-off"}) {
            standby.does(fault);

            ValidatableResponse seen = withinDeadline("clusters/" + id);

            seen.body("nodes[0].observedRole", equalTo("PRIMARY"))
                    .body("nodes[1].observedRole", equalTo("UNKNOWN"))
                    .body("nodes[1].unknownReason", notNullValue())
                    .body("nodes[1].receiverUp", nullValue())
                    .body("health", equalTo("DEGRADED"))
                    .body("problems.code", hasItems("HOST_UNREACHABLE"));
            withinDeadline("clusters/" + id + "/lag").body("standbys[0].receiverUp", nullValue());
            standby.does(remedy(fault));
            eventuallyHealth(id, "HEALTHY");
        }
        primary.does("freeze");
        withinDeadline("clusters/" + id)
                .body("health", equalTo("UNKNOWN"))
                .body("primaryNodeId", nullValue())
                .body("nodes[1].observedRole", equalTo("STANDBY"))
                .body("nodes[1].replayLagBytes", nullValue());
        primary.does("thaw");
        eventuallyHealth(id, "HEALTHY");
    }

    private void lagIsMeasuredOnThePrimary(String id, String version) {
        boolean timed = !version.equals("9.6");

        standby.sql(timed ? "SELECT pg_wal_replay_pause()" : "SELECT pg_xlog_replay_pause()");
        primary.sql("CREATE TABLE t AS SELECT g, repeat('x', 500) FROM generate_series(1, 20000) g");

        Eventually.within(TOLD, "all is flushed on the standby, and much not replayed", () -> {
            ExtractableResponse<Response> lag = get("clusters/" + id + "/lag").extract();
            return Objects.equals(lag.path("standbys[0].flushed.lagBytes"), 0)
                    && lag.<Integer>path("standbys[0].replayed.lagBytes") > 10_000_000;
        });
        get("clusters/" + id + "/lag")
                .body("standbys[0].streamingState", equalTo("streaming"))
                .body("standbys[0].sent.lagBytes", equalTo(0))
                .body("standbys[0].replayed.lsn", notNullValue())
                .body("standbys[0].receiverUp", equalTo(true))
                .body("standbys[0].replayPaused", equalTo(true))
                .body("standbys[0].state", equalTo("REPLAY_PAUSED"))
                .body("measuredAt", notNullValue());
        get("clusters/" + id).body("nodes[1].replayLagBytes", greaterThan(10_000_000));

        standby.sql(timed ? "SELECT pg_wal_replay_resume()" : "SELECT pg_xlog_replay_resume()");
        Eventually.within(
                TOLD,
                "all is replayed",
                () -> Integer.valueOf(0)
                        .equals(get("clusters/" + id + "/lag").extract().path("standbys[0].replayed.lagBytes")));
        get("clusters/" + id + "/lag").body("standbys[0].state", equalTo("STREAMING"));
    }

    private void twoPrimaries(String id, String version) {
        standby.exec("pg_ctlcluster", version, "main", "promote");
        eventuallyHealth(id, "DEGRADED");
        Eventually.within(TOLD, "the promotion is over", () -> "PRIMARY".equals(path(id, "nodes[1].observedRole")));

        get("clusters/" + id)
                .body("problems.code", hasItems("TWO_PRIMARIES"))
                .body("primaryNodeId", nullValue())
                .body("timeline", nullValue())
                .body("nodes[1].timeline", equalTo(2));
    }

    /// The id of a cluster of both hosts, healthy.
    private String streaming(String version) throws IOException {
        LabHost.fresh(version, primary.name(), standby.name());
        HandmadeStandby.make(primary, standby, version);
        String primaryId = register(primary);
        register(standby);
        String id = adopted(primaryId);
        eventuallyHealth(id, "HEALTHY");
        return id;
    }

    private static String remedy(String fault) {
        return switch (fault) {
            case "freeze" -> "thaw";
            case "cut" -> "heal";
            default -> "power-on";
        };
    }

    private static ValidatableResponse withinDeadline(String path) {
        long began = System.nanoTime();
        ValidatableResponse seen = get(path).statusCode(200);
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        assertTrue(took.compareTo(ClusterReader.PATIENCE.plusSeconds(1)) < 0, "took " + took);
        return seen;
    }

    private static void eventuallyHealth(String id, String health) {
        Eventually.within(TOLD.multipliedBy(2), "the cluster is " + health, () -> health.equals(path(id, "health")));
    }

    private static Object path(String id, String path) {
        return get("clusters/" + id).extract().path(path);
    }
}
