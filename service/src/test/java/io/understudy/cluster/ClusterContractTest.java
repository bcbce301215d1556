package io.understudy.cluster;

import static io.understudy.testing.TestingApi.asAdmin;
import static io.understudy.testing.TestingApi.etag;
import static io.understudy.testing.TestingApi.get;
import static io.understudy.testing.TestingApi.post;
import static io.understudy.testing.TestingApi.uniqueName;
import static io.understudy.testing.TestingClient.refused;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.understudy.client.Paged;
import io.understudy.client.Understudy;
import io.understudy.client.ValidationException;
import io.understudy.client.api.ClustersApi;
import io.understudy.client.model.AdoptClusterRequest;
import io.understudy.client.model.ClusterHealth;
import io.understudy.client.model.ClusterLag;
import io.understudy.client.model.LagState;
import io.understudy.client.model.NodeRole;
import io.understudy.client.model.NodeState;
import io.understudy.client.model.ObservedRole;
import io.understudy.client.model.PageCluster;
import io.understudy.client.model.Problem;
import io.understudy.client.model.RenameClusterRequest;
import io.understudy.client.model.SlotState;
import io.understudy.client.model.StandbyLag;
import io.understudy.client.model.Topology;
import io.understudy.store.Ids;
import io.understudy.testing.TestingApi;
import io.understudy.testing.TestingClient;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ClusterContractTest {
    @Inject
    ClusterStore clusters;

    @Inject
    Jdbi jdbi;

    @SuppressWarnings("NullAway.Init")
    private ClustersApi api;

    @BeforeEach
    void connect() {
        api = TestingClient.admin().clusters();
    }

    @Test
    void whatIsMissingIsNamedAllAtOnce() {
        post("clusters", Map.of()).statusCode(400).body("errors.pointer", hasItems("/name", "/hostId"));
    }

    @Test
    void aHostThatIsNotThereIsPointedAt() {
        ValidationException refused = assertThrows(
                ValidationException.class,
                () -> api.adoptCluster(
                        new AdoptClusterRequest().name(uniqueName()).hostId("no-such-host"), null));
        assertEquals("/hostId", refused.errors().getFirst().getPointer());
    }

    @Test
    void aHostThatCannotBeReachedAdoptsNothing() {
        String name = uniqueName();

        refused(
                502,
                "HOST_UNREACHABLE",
                () -> api.adoptCluster(new AdoptClusterRequest().name(name).hostId(TestingClusters.deadHost()), null));

        assertTrue(all().noneMatch(cluster -> cluster.getName().equals(name)));
    }

    private Stream<io.understudy.client.model.Cluster> all() {
        return Paged.of(cursor -> api.listClusters(cursor, 1), PageCluster::getItems, PageCluster::getNextCursor)
                .stream();
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

        Topology shown = api.getCluster(cluster.id());

        assertEquals(ClusterHealth.UNKNOWN, shown.getHealth());
        assertEquals("15", shown.getVersion());
        assertNull(shown.getTimeline());
        assertNull(shown.getPrimaryNodeId());
        assertEquals(
                List.of("HOST_UNREACHABLE", "HOST_UNREACHABLE"),
                shown.getProblems().stream().map(Problem::getCode).toList());
        assertEquals(
                cluster.nodes().stream().map(ClusterNode::id).toList(),
                shown.getProblems().stream()
                        .map(problem -> Objects.requireNonNull(problem.getAdditionalProperties())
                                .get("nodeId"))
                        .toList());
        NodeState primary = shown.getNodes().getFirst();
        NodeState standby = shown.getNodes().getLast();
        assertEquals(NodeRole.PRIMARY, primary.getDeclaredRole());
        assertEquals(NodeRole.STANDBY, standby.getDeclaredRole());
        assertEquals(ObservedRole.UNKNOWN, primary.getObservedRole());
        assertTrue(String.valueOf(primary.getUnknownReason()).contains("refused"));
        assertNull(standby.getReplayLagBytes());
        assertEquals("main", standby.getInstance());
        SlotState slot = Objects.requireNonNull(standby.getSlot());
        assertEquals("understudy_test", slot.getName());
        assertNull(slot.getActive());
    }

    @Test
    void lagThatCannotBeMeasuredIsAbsentAndSaysWhy() {
        Cluster cluster = TestingClusters.stored(clusters);
        try (Understudy admin = TestingClient.admin()) {
            ClusterLag lag = admin.lag(cluster.id()).poll();
            StandbyLag standby = lag.getStandbys().getFirst();
            assertEquals(cluster.nodes().getLast().id(), standby.getNodeId());
            assertEquals(LagState.PRIMARY_UNREACHABLE, standby.getState());
            assertNull(standby.getReplayed());
            assertNull(standby.getReceiverUp());
            List<String> unknown = standby.getUnknown().stream()
                    .flatMap(value -> value.getFields().stream())
                    .toList();
            assertTrue(unknown.containsAll(List.of("replayed", "receiverUp")), unknown.toString());
            assertNull(lag.getPrimary().getEndLsn());
            assertTrue(lag.getPrimary().getUnknown().getFirst().getReason().contains("refused"));
            refused(404, "NOT_FOUND", () -> admin.lag("no-such-cluster").poll());
        }
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
        String id = TestingClusters.stored(clusters).id();
        String name = uniqueName();
        String tag = etag("clusters/" + id);

        refused(428, "PRECONDITION_REQUIRED", () -> api.renameCluster(id, named(name), null));
        refused(412, "PRECONDITION_FAILED", () -> api.renameCluster(id, named(name), "\"other\""));
        var renamed = api.renameCluster(id, named(name), tag);
        assertEquals(name, renamed.getName());
        assertEquals(
                List.of(NodeRole.PRIMARY, NodeRole.STANDBY),
                renamed.getNodes().stream()
                        .map(io.understudy.client.model.ClusterNode::getRole)
                        .toList());
        assertNotEquals(tag, etag("clusters/" + id));
        refused(412, "PRECONDITION_FAILED", () -> api.forgetCluster(id, tag));
    }

    private static RenameClusterRequest named(String name) {
        return new RenameClusterRequest().name(name);
    }

    @Test
    void aNameIsTakenOnce() {
        String name = TestingClusters.stored(clusters).name();
        String second = TestingClusters.stored(clusters).id();

        refused(409, "NAME_TAKEN", () -> api.renameCluster(second, named(name), "*"));
        refused(
                409,
                "NAME_TAKEN",
                () -> api.adoptCluster(new AdoptClusterRequest().name(name).hostId(TestingClusters.deadHost()), null));
    }

    @Test
    void forgettingNeedsTheETagAndLeavesTheHostsFree() {
        Cluster cluster = TestingClusters.stored(clusters);
        String host = cluster.primary().hostId();
        try (Understudy admin = TestingClient.admin()) {
            refused(409, "IN_USE", () -> admin.hosts().deleteHost(host, etag("hosts/" + host)));

            refused(428, "PRECONDITION_REQUIRED", () -> api.forgetCluster(cluster.id(), null));
            api.forgetCluster(cluster.id(), etag("clusters/" + cluster.id()));

            refused(404, "NOT_FOUND", () -> api.getCluster(cluster.id()));
            admin.hosts().deleteHost(host, etag("hosts/" + host));
        }
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
        String first = TestingClusters.stored(clusters).id();
        String second = TestingClusters.stored(clusters).id();

        List<String> listed =
                all().map(io.understudy.client.model.Cluster::getId).toList();

        assertTrue(listed.containsAll(List.of(first, second)));
        assertEquals(Set.copyOf(listed).size(), listed.size());
        refused(400, "INVALID_CURSOR", () -> api.listClusters("nonsense", null));
    }
}
