package io.understudy.rejoin;

import static io.understudy.testing.TestingApi.get;
import static io.understudy.testing.TestingApi.post;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;

import io.quarkus.test.junit.QuarkusTest;
import io.understudy.cluster.Cluster;
import io.understudy.cluster.ClusterStore;
import io.understudy.cluster.TestingClusters;
import io.understudy.testing.TestingApi;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What is answered before any host is looked at.
@QuarkusTest
class RejoinsContractTest {
    @Inject
    ClusterStore clusters;

    private static String path(Cluster cluster) {
        return "clusters/%s/rejoins".formatted(cluster.id());
    }

    private static Map<String, String> node(String id) {
        return Map.of("nodeId", id);
    }

    @Test
    void theNodeHasToBeAStandbyOfTheCluster() {
        Cluster cluster = TestingClusters.stored(clusters);

        post(path(cluster), Map.of()).statusCode(400).body("errors.pointer", hasItems("/nodeId"));
        post(path(cluster), node("no-such-node")).statusCode(400).body("errors.pointer", hasItems("/nodeId"));
        post(path(cluster), node(cluster.primary().id())).statusCode(400).body("errors.pointer", hasItems("/nodeId"));
    }

    @Test
    void aJobIsBegunAndListed() {
        Cluster cluster = TestingClusters.stored(clusters);

        String id = post(path(cluster), node(cluster.nodes().getLast().id()))
                .statusCode(202)
                .body("type", equalTo("REJOIN"))
                .extract()
                .path("id");
        get(path(cluster)).statusCode(200).body("items.id", hasItem(id));
        get("jobs/" + id).body("hostId", equalTo(cluster.nodes().getLast().hostId()));
    }

    @Test
    void aViewerMayLookAndNotRejoin() {
        Cluster cluster = TestingClusters.stored(clusters);

        TestingApi.as("VIEWER").get("/api/v1/" + path(cluster)).then().statusCode(200);
        TestingApi.as("VIEWER")
                .body(node(cluster.nodes().getLast().id()))
                .post("/api/v1/" + path(cluster))
                .then()
                .statusCode(403);
    }
}
