package io.understudy.cluster;

import io.understudy.postgres.Instance;
import io.understudy.postgres.PgVersion;
import io.understudy.secret.Secret;
import io.understudy.testing.TestingApi;
import java.util.Map;
import java.util.UUID;

/// Clusters in the store on hosts that nobody answers for.
public final class TestingClusters {
    /// Nothing listens there: a connection is refused at once.
    private static final int CLOSED_PORT = 1;

    private TestingClusters() {}

    public static String deadHost() {
        return host(CLOSED_PORT);
    }

    static String host(int port) {
        String credential = TestingApi.passwordCredential("SSH_PASSWORD", new Secret("not-a-password"));
        return TestingApi.host("127.0.0.1", port, "deploy", credential, Map.of());
    }

    /// A primary and a standby with the slot `understudy_test`.
    public static Cluster stored(ClusterStore clusters) {
        return stored(clusters, deadHost());
    }

    public static Cluster stored(ClusterStore clusters, String primaryHostId) {
        Cluster cluster = alone(clusters, primaryHostId);
        clusters.addStandby(cluster.id(), deadHost(), main(5432), "understudy_test");
        return clusters.get(cluster.id());
    }

    /// A primary and nobody else.
    public static Cluster alone(ClusterStore clusters) {
        return alone(clusters, deadHost());
    }

    private static Cluster alone(ClusterStore clusters, String primaryHostId) {
        String identifier = Long.toString(UUID.randomUUID().getMostSignificantBits() >>> 1);
        return clusters.insert(TestingApi.uniqueName(), identifier, primaryHostId, main(5432));
    }

    public static Instance main(int port) {
        return Instance.debian(PgVersion.parse("15"), "main", port);
    }
}
