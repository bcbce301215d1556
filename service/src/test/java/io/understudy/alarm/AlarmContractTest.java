package io.understudy.alarm;

import static io.understudy.testing.TestingApi.get;
import static io.understudy.testing.TestingApi.post;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.understudy.cluster.ClusterStore;
import io.understudy.cluster.TestingClusters;
import io.understudy.problem.Problem;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.testing.TestingApi;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AlarmContractTest {
    private static final Instant AT = Instant.parse("2024-11-22T10:15:30.123Z");
    private static final Problem PAUSED = problem(ProblemType.REPLAY_PAUSED, "db2");
    private static final Problem DOWN = problem(ProblemType.STANDBY_DOWN, "db3");

    @Inject
    AlarmStore alarms;

    @Inject
    Jdbi jdbi;

    @Inject
    ClusterStore clusters;

    private String cluster;

    @BeforeEach
    void aClusterThatOnlyThisTestLooksAt() {
        cluster = TestingClusters.stored(clusters).id();
        jdbi.useHandle(handle -> {
            handle.execute("INSERT INTO lag_sampler VALUES ('alarm', now() + interval '1 h')");
            handle.execute("""
                    INSERT INTO lag_lease VALUES (?, 'alarm')
                    ON CONFLICT (cluster_id) DO UPDATE SET sampler = excluded.sampler
                    """, cluster);
        });
    }

    @AfterEach
    void leave() {
        jdbi.useHandle(handle -> handle.execute("DELETE FROM lag_sampler WHERE name = 'alarm'"));
    }

    @Test
    void whatIsWrongIsOneProblemFromWhenToWhen() {
        alarms.settle(cluster, List.of(PAUSED, DOWN), AT);
        alarms.settle(cluster, List.of(PAUSED), AT.plusSeconds(5));
        alarms.settle(cluster, List.of(PAUSED), AT.plusSeconds(10));

        get("problems?clusterId=" + cluster)
                .statusCode(200)
                .body("items.problem.code", contains("REPLAY_PAUSED"))
                .body("items[0].raisedAt", equalTo(AT.toString()))
                .body("items[0].problem.nodeId", equalTo("db2"))
                .body("items[0].clearedAt", nullValue());
        get("problems?cleared=true&clusterId=" + cluster)
                .body("items.problem.code", containsInAnyOrder("REPLAY_PAUSED", "STANDBY_DOWN"))
                .body(
                        "items.find { it.problem.code == 'STANDBY_DOWN' }.clearedAt",
                        equalTo(AT.plusSeconds(5).toString()));

        alarms.settle(cluster, List.of(), AT.plusSeconds(15));
        alarms.settle(cluster, List.of(PAUSED), AT.plusSeconds(20));
        get("problems?cleared=true&clusterId=" + cluster)
                .body("items.findAll { it.problem.code == 'REPLAY_PAUSED' }.size()", equalTo(2));
    }

    @Test
    void somebodyKnowsOfItAndNobodyWantsToHearOfIt() {
        alarms.settle(cluster, List.of(PAUSED), AT);
        String id = get("problems?clusterId=" + cluster).extract().path("items[0].id");
        Instant later = Instant.now().plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.MILLIS);

        post("problems/" + id + "/acknowledge", Map.of("comment", "a backup is running"))
                .statusCode(200)
                .body("acknowledgedAt", notNullValue())
                .body("acknowledgedBy", notNullValue())
                .body("comment", equalTo("a backup is running"));
        post("problems/" + id + "/mute", Map.of("untilAt", later.toString(), "comment", "until it is over"))
                .statusCode(200)
                .body("mutedUntilAt", equalTo(later.toString()));
        get("problems/" + id).statusCode(200).body("comment", equalTo("until it is over"));
        get("problems?clusterId=" + cluster).body("items.id", contains(id));

        alarms.settle(cluster, List.of(), AT.plusSeconds(5));
        get("problems?clusterId=" + cluster).body("items", empty());
    }

    @Test
    void aMuteIsForTheFutureAndAViewerOnlyReads() {
        alarms.settle(cluster, List.of(PAUSED), AT);
        String id = get("problems?clusterId=" + cluster).extract().path("items[0].id");

        post("problems/" + id + "/mute", Map.of("untilAt", AT.toString(), "comment", "why"))
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/untilAt"));
        post("problems/none/acknowledge", Map.of("comment", "why")).statusCode(404);
        TestingApi.as("VIEWER").get("/api/v1/problems").then().statusCode(200);
        TestingApi.as("VIEWER")
                .body(Map.of("comment", "why"))
                .post("/api/v1/problems/" + id + "/acknowledge")
                .then()
                .statusCode(403);
    }

    private static Problem problem(ProblemType type, String node) {
        return Problem.of(
                new ProblemException(type, "seen").with("nodeId", node).with("host", node));
    }
}
