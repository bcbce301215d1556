package io.understudy.lag;

import static io.understudy.testing.TestingApi.asAdmin;
import static io.understudy.testing.TestingApi.etag;
import static io.understudy.testing.TestingApi.get;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.understudy.cluster.ClusterStore;
import io.understudy.cluster.TestingClusters;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class LagThresholdContractTest {
    @Inject
    ClusterStore clusters;

    private String path;

    @BeforeEach
    void aCluster() {
        path = "clusters/" + TestingClusters.stored(clusters).id() + "/lag/thresholds";
    }

    @Test
    void theUsualOnesHoldUntilOthersAreGiven() {
        get(path)
                .statusCode(200)
                .body("lagBytes", equalTo(1_073_741_824))
                .body("lagSeconds", equalTo(30.0f))
                .body("forSeconds", equalTo(10));
        String tag = etag(path);

        put(tag, Map.of("lagSeconds", 5, "forSeconds", 0)).statusCode(200);

        get(path)
                .body("lagBytes", nullValue())
                .body("lagSeconds", equalTo(5.0f))
                .body("forSeconds", equalTo(0));
        put(tag, Map.of("forSeconds", 0)).statusCode(412);
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        put("*", Map.of("lagBytes", -1, "forSeconds", 0)).statusCode(400).body("errors.pointer", hasItem("/lagBytes"));
        put("*", Map.of("lagBytes", 1)).statusCode(400).body("errors.pointer", hasItem("/forSeconds"));
        get("clusters/none/lag/thresholds").statusCode(404);
    }

    private ValidatableResponse put(String tag, Map<String, ?> body) {
        return asAdmin()
                .header("If-Match", tag)
                .body(body)
                .put("/api/v1/" + path)
                .then();
    }
}
