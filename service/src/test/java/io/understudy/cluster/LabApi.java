package io.understudy.cluster;

import static io.understudy.testing.TestingApi.asAdmin;
import static io.understudy.testing.TestingApi.post;
import static io.understudy.testing.TestingApi.uniqueName;

import io.restassured.response.ValidatableResponse;
import io.understudy.secret.Secret;
import io.understudy.testing.LabHost;
import io.understudy.testing.TestingApi;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

/// Calls of the API about hosts of the lab.
public final class LabApi {
    private LabApi() {}

    /// The id of the host, registered and trusted.
    public static String register(LabHost host) throws IOException {
        String credential = TestingApi.keyCredential(new Secret(Files.readString(LabHost.key())));
        String id = TestingApi.host(host.address(), 22, "deploy", credential, Map.of());
        asAdmin()
                .body(Map.of("fingerprint", host.fingerprint()))
                .put("/api/v1/hosts/" + id + "/host-keys")
                .then()
                .statusCode(200);
        return id;
    }

    public static ValidatableResponse adopt(String hostId) {
        return post("clusters", Map.of("name", uniqueName(), "hostId", hostId));
    }

    /// The id of the cluster.
    public static String adopted(String hostId) {
        return adopt(hostId).statusCode(201).extract().path("id");
    }

    public static void forget(String clusterId) {
        delete("clusters/" + clusterId);
    }

    /// The next test's hosts have the addresses of this one's, and other keys.
    public static void forgetAll() {
        TestingApi.get("clusters?limit=200")
                .extract()
                .<List<String>>path("items.id")
                .forEach(id -> delete("clusters/" + id));
        TestingApi.get("hosts?limit=200")
                .extract()
                .<List<String>>path("items.id")
                .forEach(id -> delete("hosts/" + id));
    }

    private static void delete(String path) {
        asAdmin().header("If-Match", "*").delete("/api/v1/" + path).then().statusCode(204);
    }
}
