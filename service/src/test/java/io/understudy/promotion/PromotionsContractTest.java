package io.understudy.promotion;

import static io.understudy.testing.TestingApi.asAdmin;
import static io.understudy.testing.TestingApi.get;
import static io.understudy.testing.TestingApi.post;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.junit.QuarkusTest;
import io.understudy.cluster.Cluster;
import io.understudy.cluster.ClusterStore;
import io.understudy.cluster.TestingClusters;
import io.understudy.testing.TestingApi;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What is answered before any host is looked at.
@QuarkusTest
class PromotionsContractTest {
    @Inject
    ClusterStore clusters;

    private static String path(Cluster cluster) {
        return "clusters/%s/promotions".formatted(cluster.id());
    }

    private static Map<String, String> expecting(String nodeId) {
        return Map.of("mode", "SWITCHOVER", "expectedPrimaryNodeId", nodeId);
    }

    @Test
    void whatIsMissingIsNamedAllAtOnce() {
        Cluster cluster = TestingClusters.stored(clusters);

        post(path(cluster), Map.of("maxLagBytes", -1))
                .statusCode(400)
                .body("errors.pointer", hasItems("/mode", "/expectedPrimaryNodeId", "/maxLagBytes"));
    }

    /// What only the other mode has is not passed over in silence.
    @Test
    void eachModeHasItsOwnFields() {
        Cluster cluster = TestingClusters.stored(clusters);
        String primary = cluster.primary().id();

        for (String field : List.of("acceptSplitBrainRisk", "acceptDataLoss")) {
            post(path(cluster), Map.of("mode", "SWITCHOVER", "expectedPrimaryNodeId", primary, field, true))
                    .statusCode(400)
                    .body("errors.pointer", hasItem("/" + field));
        }
        post(path(cluster), Map.of("mode", "FAILOVER", "expectedPrimaryNodeId", primary, "onOldPrimary", "REJOIN"))
                .statusCode(400)
                .body("errors.pointer", hasItem("/onOldPrimary"));
    }

    /// Both hosts are dead, so nobody could take over.
    @Test
    void aFailoverWithoutASurvivor() {
        Cluster cluster = TestingClusters.stored(clusters);

        post(
                        path(cluster),
                        Map.of(
                                "mode",
                                "FAILOVER",
                                "expectedPrimaryNodeId",
                                cluster.primary().id()))
                .statusCode(409)
                .body("code", equalTo("NO_FIT_CANDIDATE"));
    }

    @Test
    void anotherPrimaryThanExpectedIsToldWhich() {
        Cluster cluster = TestingClusters.stored(clusters);
        String standby = cluster.nodes().getLast().id();

        post(path(cluster), expecting(standby))
                .statusCode(412)
                .body("code", equalTo("PRIMARY_CHANGED"))
                .body("primaryNodeId", equalTo(cluster.primary().id()));
    }

    /// What is asked for in the address is not found, what the body names is a fault of that field.
    @Test
    void whatIsNamedAndNotThereIsPointedAt() {
        Cluster cluster = TestingClusters.stored(clusters);

        for (String field : List.of("targetNodeId", "planId")) {
            Map<String, String> request = Map.of(
                    "mode",
                    "SWITCHOVER",
                    "expectedPrimaryNodeId",
                    cluster.primary().id(),
                    field,
                    "no-such-thing");
            for (String query : List.of("", "?dryRun=true")) {
                post(path(cluster) + query, request).statusCode(400).body("errors.pointer", hasItem("/" + field));
            }
        }
        get("clusters/%s/promotion-preflight?target=no-such-node".formatted(cluster.id()))
                .statusCode(404);
    }

    @Test
    void aClusterWithoutAStandbyHasNoCandidate() {
        Cluster cluster = TestingClusters.alone(clusters);

        post(path(cluster), expecting(cluster.primary().id()))
                .statusCode(409)
                .body("code", equalTo("NO_FIT_CANDIDATE"))
                .body("fitNodeIds", hasSize(0));
        get("clusters/%s/promotion-preflight".formatted(cluster.id())).statusCode(409);
    }

    @Test
    void aJobIsBegunAndListed() {
        Cluster cluster = TestingClusters.stored(clusters);

        String id = post(path(cluster), expecting(cluster.primary().id()))
                .statusCode(202)
                .body("type", equalTo("PROMOTION"))
                .extract()
                .path("id");
        get(path(cluster)).statusCode(200).body("items.id", hasItem(id));
        get("jobs/" + id).body("hostId", equalTo(cluster.nodes().getLast().hostId()));
    }

    @Test
    void aViewerMayLookAndNotPromote() {
        Cluster cluster = TestingClusters.stored(clusters);

        TestingApi.as("VIEWER").get("/api/v1/" + path(cluster)).then().statusCode(200);
        TestingApi.as("VIEWER")
                .body(expecting(cluster.primary().id()))
                .post("/api/v1/" + path(cluster))
                .then()
                .statusCode(403);
    }

    /// Both rows change at once, and the record stays one with exactly one primary.
    @Test
    void theRecordOfAPromotion() {
        Cluster cluster = TestingClusters.stored(clusters);
        String old = cluster.primary().id();
        String target = cluster.nodes().getLast().id();

        clusters.promoted(cluster.id(), target, Map.of(old, "understudy_old"));
        clusters.promoted(cluster.id(), target, Map.of(old, "understudy_old"));

        asAdmin()
                .get("/api/v1/clusters/" + cluster.id())
                .then()
                .body("nodes.id", equalTo(List.of(target, old)))
                .body("nodes.declaredRole", equalTo(List.of("PRIMARY", "STANDBY")));
    }
}
