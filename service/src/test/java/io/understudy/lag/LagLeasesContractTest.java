package io.understudy.lag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.understudy.cluster.Cluster;
import io.understudy.cluster.ClusterStore;
import io.understudy.cluster.TestingClusters;
import io.understudy.testing.Eventually;
import io.understudy.testing.TestingApi;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Two more replicas beside the service under test, which samples too.
@QuarkusTest
class LagLeasesContractTest {
    @Inject
    ClusterStore clusters;

    @Inject
    Jdbi jdbi;

    private LagLeases one;
    private LagLeases other;

    @BeforeEach
    void replicas() {
        one = new LagLeases(jdbi, "one-" + TestingApi.uniqueName());
        other = new LagLeases(jdbi, "other-" + TestingApi.uniqueName());
        for (int i = 0; i < 6; i++) {
            TestingClusters.stored(clusters);
        }
    }

    @AfterEach
    void leave() {
        one.leave();
        other.leave();
    }

    @Test
    void eachReplicaHasItsShareAndEachClusterItsReplica() {
        Eventually.within(Duration.ofSeconds(20), "all clusters are shared", () -> {
            List<String> ones = beat(one);
            List<String> others = beat(other);
            int share = Math.ceilDiv(count("cluster"), count("lag_sampler"));
            return ones.size() <= share
                    && others.size() <= share
                    && !ones.isEmpty()
                    && !others.isEmpty()
                    && count("lag_lease") == count("cluster");
        });
        Set<String> both = new HashSet<>(beat(one));
        int ones = both.size();
        List<String> others = beat(other);
        both.addAll(others);
        assertEquals(ones + others.size(), both.size(), "no cluster is sampled by two");
    }

    @Test
    void whatADeadReplicaHeldIsTakenOver() {
        beat(one);
        beat(other);
        Eventually.within(
                Duration.ofSeconds(20), "one has clusters", () -> !beat(one).isEmpty());
        List<String> orphans = beat(one);
        jdbi.useHandle(handle ->
                handle.execute("UPDATE lag_sampler SET seen_at = now() - interval '7 s' WHERE name = ?", one.me()));

        Eventually.within(Duration.ofSeconds(20), "the others have them", () -> {
            beat(other);
            return count("lag_lease") == count("cluster")
                    && sampled(orphans).stream().noneMatch(one.me()::equals);
        });
    }

    @Test
    void aReplicaThatLostAClusterInItsSleepSavesNothing() {
        Cluster cluster = TestingClusters.stored(clusters);
        LagStore store = new LagStore(jdbi);
        ClusterLag sample = TestingLag.sample(cluster, Instant.now(), 1000L);

        assertFalse(QuarkusTransaction.requiringNew().call(() -> store.save(sample, one.me())));
        assertTrue(store.newest(cluster.id()).filter(sample::equals).isEmpty());
    }

    private List<String> sampled(List<String> clusterIds) {
        return jdbi.withHandle(
                handle -> handle.createQuery("SELECT sampler FROM lag_lease WHERE cluster_id = ANY(:ids)")
                        .bindArray("ids", String.class, clusterIds.toArray())
                        .mapTo(String.class)
                        .list());
    }

    private static List<String> beat(LagLeases leases) {
        return QuarkusTransaction.requiringNew().call(leases::beat);
    }

    private int count(String table) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT count(*) FROM " + table)
                .mapTo(Integer.class)
                .one());
    }
}
