package io.understudy.promotion;

import static io.understudy.promotion.EndedJobs.assertRefused;
import static io.understudy.promotion.EndedJobs.promoted;
import static io.understudy.promotion.EndedJobs.rejoined;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.client.Understudy;
import io.understudy.client.model.ClusterHealth;
import io.understudy.client.model.FieldProblem;
import io.understudy.client.model.Job;
import io.understudy.client.model.JobOutcome;
import io.understudy.client.model.PromotionLoss;
import io.understudy.client.model.PromotionMode;
import io.understudy.client.model.PromotionPreflight;
import io.understudy.client.model.PromotionResult;
import io.understudy.client.model.RejoinMethod;
import io.understudy.client.model.RejoinResult;
import io.understudy.postgres.Lsn;
import io.understudy.testing.Eventually;
import io.understudy.testing.LabHost;
import io.understudy.testing.LabPair;
import io.understudy.testing.LabService;
import io.understudy.testing.Writers;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// The primary is gone, or only seems to be: what is refused and with which figures, what is stopped,
/// what may be lost, and who follows. Three hosts, one after the other in all their parts.
class FailoverLab {
    private static final LabPair PAIR = new LabPair("fov-a", "fov-b");
    private static final LabHost SIBLING = new LabHost("fov-c");
    private static final LabService SERVICE = new LabService("failover");

    @AfterAll
    static void leaveNothing() {
        SERVICE.close();
        PAIR.close();
        SIBLING.removeIfThere();
    }

    @Test
    void thePrimaryIsGone() {
        SwitchoverCluster cluster = new SwitchoverCluster(SERVICE.start(), PAIR, "15");
        LabHost.fresh("15", SIBLING.name());
        cluster.addStandby(SIBLING);
        LabHost a = PAIR.primary();
        LabHost b = PAIR.standby();
        try (Writers writers = new Writers(PAIR)) {
            writers.await(a);
            itLives(cluster, a, b);
            itLivesAndOnlyWeCannotReachIt(cluster, a, b);
            itCrashed(cluster, writers, a, b);
        }
        itComesBackAsItIs(cluster, a);
        itsHostIsGone(cluster, b);
        itComesBackAsASecondPrimary(cluster, b);
    }

    private static void itLives(SwitchoverCluster cluster, LabHost a, LabHost b) {
        Job refused = cluster.run(cluster.failover(a, b).build());
        assertRefused(refused, "PRIMARY_ALIVE");
    }

    /// Neither it nor the target's SSH answers us, and the target gets all that it writes.
    private static void itLivesAndOnlyWeCannotReachIt(SwitchoverCluster cluster, LabHost a, LabHost b) {
        hideFromUs(a);
        hideFromUs(b);
        Job refused = cluster.run(cluster.failover(a, b).targetNodeId(null).build());
        assertEquals(
                new TreeSet<>(Set.of("DATA_LOSS_NOT_ACCEPTED", "FENCE_UNPROVED", "PRIMARY_ALIVE")), codes(refused));
        assertEquals(JobOutcome.UNCHANGED, refused.getOutcome());
        showToUs(a);
        showToUs(b);
        try (Understudy api = SERVICE.client()) {
            Eventually.within(
                    Duration.ofSeconds(60),
                    "all are as before",
                    () -> api.clusters().getCluster(cluster.id()).getHealth() == ClusterHealth.HEALTHY);
        }
    }

    /// Its host answers, so the fence is proved and the end of its WAL is read: nothing is lost.
    private static void itCrashed(SwitchoverCluster cluster, Writers writers, LabHost a, LabHost b) {
        writers.await(a);
        writers.stop();
        PAIR.awaitReplayed();
        a.exec("sh", "-c", "kill -9 $(head -n 1 /var/lib/postgresql/15/main/postmaster.pid)");

        Job job = cluster.run(cluster.failover(a, b).build());

        PromotionResult result = promoted(job);
        assertEquals(cluster.nodeId(b), result.getPrimaryNodeId());
        assertEquals(0, result.getRowsAtRisk(), String.valueOf(result.getLoss()));
        PromotionLoss loss = result.getLoss();
        assertNotNull(loss);
        assertTrue(loss.getComplete());
        assertTrue(loss.getOldPrimaryFenced());
        assertEquals(0, loss.getKnownBytes());
        assertNotNull(loss.getNewestCommitAt());
        assertEquals(1, result.getStandbys());
        assertEquals(1, result.getStandbysFollowing());
        assertEquals(Set.of(), writers.lost(b));
        assertTrue(SwitchoverCluster.nextActions(job).contains("rejoin"));
        assertFalse(a.answers());
        assertTrue(
                a.exec("sh", "-c", "pg_ctlcluster 15 main start 2>&1 || true").contains("disabled"));
        a.does("power-off");
        a.does("power-on");
        assertFalse(a.answers(), "a boot brings no second primary");
    }

    /// Nobody can know what it had more, so all of that has to be accepted; then the last standby takes
    /// over.
    private static void itsHostIsGone(SwitchoverCluster cluster, LabHost b) {
        writesWhatOnlyTheLastSampleKnowsOf(cluster, b);
        b.does("power-off");
        Job refused = cluster.run(cluster.failover(b, SIBLING)
                .acceptSplitBrainRisk(true)
                .acceptDataLoss(true)
                .build());
        assertRefused(refused, "DATA_LOSS_NOT_ACCEPTED");
        refused = cluster.run(cluster.failover(b, SIBLING).build());
        assertEquals(new TreeSet<>(Set.of("DATA_LOSS_NOT_ACCEPTED", "FENCE_UNPROVED")), codes(refused));
        assertEquals(JobOutcome.UNCHANGED, refused.getOutcome());
        assertEquals("t", SIBLING.sql("SELECT pg_is_in_recovery()"));
        try (Understudy api = SERVICE.client()) {
            PromotionPreflight preflight =
                    api.promotions().getPromotionPreflight(cluster.id(), PromotionMode.FAILOVER, null);
            assertFalse(preflight.getPossible());
            assertNotEquals(cluster.nodeId(b), preflight.getTargetNodeId());
        }

        Job job = cluster.run(cluster.failover(b, SIBLING)
                .acceptSplitBrainRisk(true)
                .acceptDataLoss(true)
                .maxLossBytes(1_000_000L)
                .build());

        PromotionResult result = promoted(job);
        assertEquals(1, result.getStandbysFollowing());
        assertNull(result.getRowsAtRisk());
        assertNotNull(result.getLoss());
        assertFalse(result.getLoss().getComplete());
        assertTrue(result.getLoss().getKnownBytes() > 1000, String.valueOf(result.getLoss()));
        assertFalse(result.getLoss().getOldPrimaryFenced());
        assertTrue(job.getWarnings().size() >= 2, String.valueOf(job.getWarnings()));
        assertTrue(
                SwitchoverCluster.nextActions(job).contains("nobody knows"), () -> SwitchoverCluster.nextActions(job));
        assertEquals("f", SIBLING.sql("SELECT pg_is_in_recovery()"));
        try (Understudy api = SERVICE.client()) {
            assertEquals(
                    cluster.nodeId(SIBLING),
                    api.clusters().getCluster(cluster.id()).getPrimaryNodeId());
        }
    }

    private static void writesWhatOnlyTheLastSampleKnowsOf(SwitchoverCluster cluster, LabHost b) {
        SwitchoverCluster.shutStandbysOut(b);
        b.sql("CREATE TABLE never_sent AS SELECT repeat('x', 100) FROM generate_series(1, 20)");
        Lsn end = Lsn.parse(b.sql("SELECT pg_current_wal_lsn()"));
        try (Understudy api = SERVICE.client()) {
            Eventually.within(Duration.ofSeconds(30), "it was looked at", () -> {
                String seen = api.lag()
                        .getClusterLag(cluster.id(), null, null, null)
                        .getPrimary()
                        .getEndLsn();
                return seen != null && Lsn.parse(seen).compareTo(end) >= 0;
            });
        }
    }

    /// It has nothing that the new primary has not.
    private static void itComesBackAsItIs(SwitchoverCluster cluster, LabHost a) {
        Job job = cluster.run(cluster.rejoin(a).build());
        RejoinResult result = rejoined(job);
        assertEquals(RejoinMethod.ATTACH, result.getMethod());
        assertEquals(0L, result.getDiscardedBytes());
        assertEquals("t", a.sql("SELECT pg_is_in_recovery()"));
        assertEquals(
                JobOutcome.UNCHANGED, cluster.run(cluster.rejoin(a).build()).getOutcome());
    }

    /// Its boot starts it as what it was. It is stopped, and says what it takes: it cannot be rewound.
    private static void itComesBackAsASecondPrimary(SwitchoverCluster cluster, LabHost b) {
        b.does("power-on");
        PAIR.awaitRunning(b);
        b.sql("CREATE TABLE only_here AS SELECT 1 AS one");
        assertRefused(cluster.run(cluster.rejoin(b).build()), "DIVERGENCE_NOT_ACCEPTED");
        assertRefused(cluster.run(cluster.rejoin(b).discardDivergent(true).build()), "COPY_NEEDED");
        assertEquals("1", b.sql("SELECT one FROM only_here"), "nothing was touched");

        Job job = cluster.run(
                cluster.rejoin(b).discardDivergent(true).copyAgain(true).build());

        RejoinResult result = rejoined(job);
        assertEquals(RejoinMethod.COPY, result.getMethod());
        assertNotNull(result.getKeptIn());
        b.exec("test", "-f", result.getKeptIn() + "/PG_VERSION");
        assertEquals("", b.sql("SELECT relname FROM pg_class WHERE relname = 'only_here'"));
        assertEquals("2", SIBLING.sql("SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'"));
        try (Understudy api = SERVICE.client()) {
            assertEquals(
                    ClusterHealth.HEALTHY,
                    api.clusters().getCluster(cluster.id()).getHealth());
        }
    }

    private static Set<String> codes(Job job) {
        assertNotNull(job.getError());
        Set<String> codes = new TreeSet<>();
        assertNotNull(job.getError().getErrors(), job.getError().getDetail());
        for (FieldProblem error : job.getError().getErrors()) {
            codes.add(error.getCode());
        }
        return codes;
    }

    /// Hosts of the lab reach each other as before; this machine is the network's first address.
    private static void hideFromUs(LabHost host) {
        host.exec("ip", "route", "add", "blackhole", gateway(host));
    }

    private static void showToUs(LabHost host) {
        host.exec("ip", "route", "del", "blackhole", gateway(host));
    }

    private static String gateway(LabHost host) {
        return host.address().replaceFirst("\\.\\d+$", ".1") + "/32";
    }
}
