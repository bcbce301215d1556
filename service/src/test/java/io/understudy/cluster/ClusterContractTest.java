package io.understudy.cluster;

import static io.understudy.testing.TestingApi.asAdmin;
import static io.understudy.testing.TestingApi.etag;
import static io.understudy.testing.TestingApi.get;
import static io.understudy.testing.TestingApi.post;
import static io.understudy.testing.TestingApi.uniqueName;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.understudy.store.Ids;
import io.understudy.testing.TestingApi;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class ClusterContractTest {
    @Inject
    ClusterStore clusters;

    @Inject
    Jdbi jdbi;

    @ParameterizedTest
    @CsvSource({
        "name, Orders, VALIDATION_FAILED",
        "name, $(id), VALIDATION_FAILED",
        "instance, ../main, VALIDATION_FAILED",
        "instance, -oProxyCommand=id, VALIDATION_FAILED",
        "port, 65536, VALIDATION_FAILED",
        "port, 0, VALIDATION_FAILED"
    })
    void aBadFieldIsNamed(String field, String value, String code) {
        Map<String, Object> body = new HashMap<>(Map.of("name", uniqueName(), "hostId", "any"));
        body.put(field, field.equals("port") ? Integer.valueOf(value) : value);

        post("clusters", body)
                .statusCode(400)
                .contentType("application/problem+json")
                .body("code", equalTo(code))
                .body("errors.pointer", hasItem("/" + field));
    }

    @Test
    void whatIsMissingIsNamedAllAtOnce() {
        post("clusters", Map.of()).statusCode(400).body("errors.pointer", hasItems("/name", "/hostId"));
    }

    @Test
    void anUnknownFieldIsRefused() {
        post("clusters", Map.of("name", uniqueName(), "hostId", "any", "host", "db1"))
                .statusCode(400)
                .body("code", equalTo("UNKNOWN_FIELD"))
                .body("errors.pointer", hasItem("/host"));
    }

    @Test
    void aHostThatIsNotThereIsNotFound() {
        post("clusters", Map.of("name", uniqueName(), "hostId", "no-such-host"))
                .statusCode(404)
                .body("code", equalTo("NOT_FOUND"));
    }

    @Test
    void aHostThatCannotBeReachedAdoptsNothing() {
        String name = uniqueName();

        post("clusters", Map.of("name", name, "hostId", TestingClusters.deadHost()))
                .statusCode(502)
                .body("code", equalTo("HOST_UNREACHABLE"))
                .body("remedy", notNullValue());

        get("clusters?limit=200").body("items.name", not(hasItem(name)));
    }

    @Test
    void aViewerReadsAndAnOperatorChanges() {
        Cluster cluster = TestingClusters.stored(clusters);
        String path = "/api/v1/clusters/" + cluster.id();

        TestingApi.as("VIEWER").get(path).then().statusCode(200);
        TestingApi.as("VIEWER").get(path + "/lag").then().statusCode(200);
        TestingApi.as("VIEWER").get("/api/v1/clusters").then().statusCode(200);
        TestingApi.as("VIEWER").delete(path).then().statusCode(403);
        TestingApi.as("VIEWER").body(Map.of("name", "other")).patch(path).then().statusCode(403);
        TestingApi.as("VIEWER")
                .body(Map.of("name", "other", "hostId", "any"))
                .post("/api/v1/clusters")
                .then()
                .statusCode(403);
        TestingApi.as("OPERATOR")
                .header("If-Match", etag("clusters/" + cluster.id()))
                .delete(path)
                .then()
                .statusCode(204);
    }

    @Test
    void whatCannotBeMeasuredIsAbsentAndSaysWhy() {
        Cluster cluster = TestingClusters.stored(clusters);

        get("clusters/" + cluster.id())
                .statusCode(200)
                .body("health", equalTo("UNKNOWN"))
                .body("version", equalTo("15"))
                .body("timeline", nullValue())
                .body("primaryNodeId", nullValue())
                .body("problems.code", contains("HOST_UNREACHABLE", "HOST_UNREACHABLE"))
                .body(
                        "problems.nodeId",
                        contains(
                                cluster.nodes().getFirst().id(),
                                cluster.nodes().getLast().id()))
                .body("nodes.declaredRole", contains("PRIMARY", "STANDBY"))
                .body("nodes.observedRole", contains("UNKNOWN", "UNKNOWN"))
                .body("nodes[0].unknownReason", containsString("refused"))
                .body("nodes[1].replayLagBytes", nullValue())
                .body("nodes[1].slot.name", equalTo("understudy_test"))
                .body("nodes[1].slot.active", nullValue())
                .body("nodes[1].instance", equalTo("main"));
    }

    @Test
    void lagThatCannotBeMeasuredIsAbsentAndSaysWhy() {
        Cluster cluster = TestingClusters.stored(clusters);

        get("clusters/" + cluster.id() + "/lag")
                .statusCode(200)
                .body("standbys.nodeId", contains(cluster.nodes().getLast().id()))
                .body("standbys[0].state", equalTo("PRIMARY_UNREACHABLE"))
                .body("standbys[0].replayed", nullValue())
                .body("standbys[0].receiverUp", nullValue())
                .body("standbys[0].unknown.fields.flatten()", hasItems("replayed", "receiverUp"))
                .body("primary.endLsn", nullValue())
                .body("primary.unknown[0].reason", containsString("refused"));
        get("clusters/no-such-cluster/lag").statusCode(404);
    }

    /// A host that takes the connection and then says nothing is the worst kind.
    @Test
    void aHostThatHangsIsWaitedForNoLongerThanTheDeadline() throws Exception {
        try (var silent = new java.net.ServerSocket(0, 50, java.net.InetAddress.getLoopbackAddress())) {
            Cluster cluster = TestingClusters.stored(clusters, TestingClusters.host(silent.getLocalPort()));
            long began = System.nanoTime();

            get("clusters/" + cluster.id())
                    .statusCode(200)
                    .body("nodes[0].observedRole", equalTo("UNKNOWN"))
                    .body("nodes[0].unknownReason", notNullValue());

            Duration took = Duration.ofNanos(System.nanoTime() - began);
            assertTrue(took.compareTo(ClusterReader.PATIENCE.plusSeconds(2)) < 0, "took " + took);
        }
    }

    @Test
    void aRenameAsksForTheETagOfWhatWasDeclared() {
        Cluster cluster = TestingClusters.stored(clusters);
        String path = "/api/v1/clusters/" + cluster.id();
        String name = uniqueName();
        String tag = etag("clusters/" + cluster.id());

        asAdmin().body(Map.of("name", name)).patch(path).then().statusCode(428);
        asAdmin()
                .header("If-Match", "\"other\"")
                .body(Map.of("name", name))
                .patch(path)
                .then()
                .statusCode(412);
        asAdmin()
                .header("If-Match", tag)
                .body(Map.of("name", name))
                .patch(path)
                .then()
                .statusCode(200)
                .header("ETag", not(equalTo(tag)))
                .body("name", equalTo(name))
                .body("nodes.role", contains("PRIMARY", "STANDBY"))
                .body("nodes[0].instance", equalTo("main"));
        asAdmin().header("If-Match", tag).delete(path).then().statusCode(412);
    }

    @Test
    void aNameIsTakenOnce() {
        Cluster first = TestingClusters.stored(clusters);
        Cluster second = TestingClusters.stored(clusters);

        asAdmin()
                .header("If-Match", "*")
                .body(Map.of("name", first.name()))
                .patch("/api/v1/clusters/" + second.id())
                .then()
                .statusCode(409)
                .body("code", equalTo("NAME_TAKEN"));
        post("clusters", Map.of("name", first.name(), "hostId", TestingClusters.deadHost()))
                .statusCode(409)
                .body("code", equalTo("NAME_TAKEN"));
    }

    @Test
    void forgettingNeedsTheETagAndLeavesTheHostsFree() {
        Cluster cluster = TestingClusters.stored(clusters);
        String path = "/api/v1/clusters/" + cluster.id();
        String host = "hosts/" + cluster.primary().hostId();
        asAdmin()
                .header("If-Match", etag(host))
                .delete("/api/v1/" + host)
                .then()
                .statusCode(409)
                .body("code", equalTo("IN_USE"));

        asAdmin().delete(path).then().statusCode(428);
        asAdmin().header("If-Match", "*").delete(path).then().statusCode(204);

        get("clusters/" + cluster.id()).statusCode(404).body("code", equalTo("NOT_FOUND"));
        asAdmin()
                .header("If-Match", etag(host))
                .delete("/api/v1/" + host)
                .then()
                .statusCode(204);
    }

    @Test
    void aClusterWithAJobAtWorkIsNotForgotten() {
        Cluster cluster = TestingClusters.stored(clusters);
        String job = Ids.next();
        jdbi.useHandle(handle -> handle.execute("""
                INSERT INTO job (id, type, cluster_id, request, created_by, state)
                VALUES (?, 'REPLICATION_SETUP', ?, '{}', 'test', 'RUNNING')
                """, job, cluster.id()));

        asAdmin()
                .header("If-Match", "*")
                .delete("/api/v1/clusters/" + cluster.id())
                .then()
                .statusCode(409)
                .body("code", equalTo("JOB_CONFLICT"))
                .body("conflictingJobId", equalTo(job));

        jdbi.useHandle(handle -> handle.execute("UPDATE job SET state = 'SUCCEEDED' WHERE id = ?", job));
        asAdmin()
                .header("If-Match", "*")
                .delete("/api/v1/clusters/" + cluster.id())
                .then()
                .statusCode(204);
    }

    @Test
    void aListingGoesOnAtItsCursor() {
        Cluster first = TestingClusters.stored(clusters);
        Cluster second = TestingClusters.stored(clusters);
        String before = first.id();
        String cursor = null;
        int pages = 0;
        boolean seenFirst = false;
        boolean seenSecond = false;
        do {
            var page = get("clusters?limit=1" + (cursor == null ? "" : "&cursor=" + cursor))
                    .statusCode(200)
                    .extract();
            seenFirst |= page.path("items[0].id").equals(before);
            seenSecond |= page.path("items[0].id").equals(second.id());
            cursor = page.path("nextCursor");
            pages++;
        } while (cursor != null && pages < 500);

        assertTrue(seenFirst && seenSecond);
        get("clusters?cursor=nonsense").statusCode(400).body("code", equalTo("INVALID_CURSOR"));
    }
}
