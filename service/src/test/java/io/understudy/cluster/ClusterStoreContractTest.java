package io.understudy.cluster;

import static io.understudy.testing.TestingApi.uniqueName;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.secret.Secret;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ClusterStoreContractTest {
    @Inject
    ClusterStore clusters;

    @Inject
    Jdbi jdbi;

    @Test
    void aStandbyAddedAgainIsRenewedNotDoubled() {
        Cluster cluster = TestingClusters.stored(clusters);
        ClusterNode standby = cluster.nodes().getLast();

        ClusterNode again =
                clusters.addStandby(cluster.id(), standby.hostId(), TestingClusters.main(5433), "other_slot");

        assertEquals(standby.id(), again.id());
        assertEquals(5433, again.instance().port());
        assertEquals("other_slot", again.slot());
        assertEquals(2, clusters.nodes(cluster.id()).size());
    }

    @Test
    void anInstanceIsANodeOnce() {
        Cluster one = TestingClusters.stored(clusters);
        Cluster other = TestingClusters.stored(clusters);

        assertEquals(
                ProblemType.IN_USE,
                assertThrows(
                                ProblemException.class,
                                () -> clusters.addStandby(
                                        other.id(), one.nodes().getLast().hostId(), TestingClusters.main(5432), null))
                        .type());
        assertEquals(
                ProblemType.IN_USE,
                assertThrows(
                                ProblemException.class,
                                () -> clusters.addStandby(
                                        one.id(), one.primary().hostId(), TestingClusters.main(5432), null))
                        .type());
    }

    @Test
    void aRemovedStandbyIsGoneAndThePrimaryIsNeverRemoved() {
        Cluster cluster = TestingClusters.stored(clusters);

        clusters.removeNode(cluster.nodes().getLast().hostId(), TestingClusters.main(5432));
        clusters.removeNode(cluster.nodes().getLast().hostId(), TestingClusters.main(5432));
        clusters.removeNode(cluster.primary().hostId(), TestingClusters.main(5432));

        assertEquals(List.of(cluster.primary()), clusters.nodes(cluster.id()));
    }

    @Test
    void oneDatabaseIsOneCluster() {
        Cluster cluster = TestingClusters.stored(clusters);

        ProblemException refused = assertThrows(
                ProblemException.class,
                () -> clusters.insert(
                        uniqueName(),
                        cluster.systemIdentifier(),
                        TestingClusters.deadHost(),
                        TestingClusters.main(5432)));

        assertEquals(ProblemType.CLUSTER_EXISTS, refused.type());
        assertEquals(cluster.id(), refused.extensions().get("clusterId"));
    }

    @Test
    void aPasswordIsMadeOnceWhoeverAsksFirst() throws Exception {
        Cluster cluster = TestingClusters.stored(clusters);
        Callable<Secret> ask = () -> clusters.replicationPassword(cluster.id());
        Set<Secret> given = new HashSet<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Secret> answer : callers.invokeAll(List.of(ask, ask, ask, ask, ask, ask))) {
                given.add(answer.get());
            }
        }

        assertEquals(1, given.size());
        Secret password = given.iterator().next();
        assertTrue(password.value().matches("[A-Za-z0-9]{32}"));
        assertEquals(password, clusters.replicationPassword(cluster.id()));
        assertNotEquals(
                password,
                clusters.replicationPassword(TestingClusters.stored(clusters).id()));
    }

    @Test
    void thePasswordIsSealedInTheStoreForThisClusterAlone() {
        Cluster one = TestingClusters.stored(clusters);
        Cluster other = TestingClusters.stored(clusters);
        Secret password = clusters.replicationPassword(one.id());

        byte[] kept =
                jdbi.withHandle(handle -> handle.createQuery("SELECT replication_password FROM cluster WHERE id = ?")
                        .bind(0, one.id())
                        .mapTo(byte[].class)
                        .one());
        assertFalse(new String(kept, StandardCharsets.ISO_8859_1).contains(password.value()));
        jdbi.useHandle(
                handle -> handle.execute("UPDATE cluster SET replication_password = ? WHERE id = ?", kept, other.id()));
        assertThrows(IllegalStateException.class, () -> clusters.replicationPassword(other.id()));
    }

    @Test
    void aClusterThatIsNotThereHasNothing() {
        for (Runnable question : List.<Runnable>of(
                () -> clusters.get("none"),
                () -> clusters.nodes("none"),
                () -> clusters.primary("none"),
                () -> clusters.replicationPassword("none"))) {
            assertEquals(
                    ProblemType.NOT_FOUND,
                    assertThrows(ProblemException.class, question::run).type());
        }
    }
}
