package io.understudy.promotion;

import static io.understudy.promotion.EndedJobs.assertRefused;
import static io.understudy.promotion.EndedJobs.rejoined;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.client.Understudy;
import io.understudy.client.model.CheckResult;
import io.understudy.client.model.Job;
import io.understudy.client.model.JobOutcome;
import io.understudy.client.model.PromotionLoss;
import io.understudy.client.model.RejoinMethod;
import io.understudy.client.model.RejoinResult;
import io.understudy.testing.LabCluster;
import io.understudy.testing.LabHost;
import io.understudy.testing.LabPair;
import io.understudy.testing.LabService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Two histories that parted: what was lost is told in bytes, has to be accepted, and is kept aside when
/// the old primary comes back.
class RejoinLab {
    private static final LabPair PAIR = new LabPair("rej-a", "rej-b");

    private final LabHost a = PAIR.primary();
    private final LabHost b = PAIR.standby();
    private final LabService service = new LabService("rejoin");

    @AfterEach
    void stop() {
        service.close();
    }

    @AfterAll
    static void leaveNothing() {
        PAIR.close();
    }

    @Test
    void aPrimaryThatHadMoreIsRewound() {
        SwitchoverCluster cluster = new SwitchoverCluster(service.start(), PAIR, "15");
        a.sql("ALTER SYSTEM SET wal_log_hints = on");
        a.exec("pg_ctlcluster", "15", "main", "restart");
        PAIR.awaitReplayed();
        writesWhatTheStandbyNeverGets();
        a.exec("sh", "-c", "kill -9 $(head -n 1 /var/lib/postgresql/15/main/postmaster.pid)");

        assertRefused(cluster.run(cluster.failover(a, b).build()), "DATA_LOSS_NOT_ACCEPTED");
        Job few = cluster.run(
                cluster.failover(a, b).acceptDataLoss(true).maxLossBytes(100L).build());
        assertRefused(few, "DATA_LOSS_NOT_ACCEPTED");
        Job failover = cluster.run(cluster.failover(a, b)
                .acceptDataLoss(true)
                .maxLossBytes(1_000_000L)
                .build());
        assertEquals(JobOutcome.COMPLETED, failover.getOutcome(), String.valueOf(failover.getError()));
        assertNotNull(failover.getResult());
        assertNotNull(failover.getResult().getPromotion());
        PromotionLoss loss = failover.getResult().getPromotion().getLoss();
        assertNotNull(loss);
        assertTrue(loss.getComplete());
        assertTrue(loss.getKnownBytes() > 1000, () -> String.valueOf(loss.getKnownBytes()));

        assertRefused(cluster.run(cluster.rejoin(a).build()), "DIVERGENCE_NOT_ACCEPTED");
        try (Understudy api = service.client()) {
            assertTrue(api
                    .plan(cluster.id(), cluster.rejoin(a).discardDivergent(true).build(), LabCluster.LIMIT)
                    .plan()
                    .getChecks()
                    .stream()
                    .map(CheckResult::getValue)
                    .anyMatch(value -> value.startsWith("REWIND")));
        }
        RejoinResult result =
                rejoined(cluster.run(cluster.rejoin(a).discardDivergent(true).build()));
        assertEquals(RejoinMethod.REWIND, result.getMethod());
        assertNotNull(result.getDiscardedBytes());
        assertTrue(result.getDiscardedBytes() > 1000);
        assertNotNull(result.getKeptIn());
        assertTrue(a.exec("ls", result.getKeptIn()).contains("00000001"));
        follows(a, b);
        assertEquals("0", a.sql("SELECT count(*) FROM kept"));
        assertEquals(
                "0",
                b.exec("sh", "-c", "grep -c 'host postgres' /etc/postgresql/15/main/pg_hba.conf || true")
                        .strip());
        assertEquals(
                "f",
                b.sql("SELECT has_function_privilege('understudy_replication', "
                        + "'pg_read_binary_file(text, bigint, bigint, boolean)', 'EXECUTE')"));
    }

    /// Stopped in order it is attached; of one that crashed nobody can tell without `pg_xlogdump`, which
    /// this host lacks.
    @Test
    void on96() {
        SwitchoverCluster cluster = new SwitchoverCluster(service.start(), PAIR, "9.6");
        a.sql("CREATE TABLE kept (id int)");
        PAIR.awaitReplayed();
        a.exec("pg_ctlcluster", "9.6", "main", "stop");
        Job failover = cluster.run(cluster.failover(a, b).build());
        assertEquals(JobOutcome.COMPLETED, failover.getOutcome(), String.valueOf(failover.getError()));
        assertNotNull(failover.getResult());
        assertNotNull(failover.getResult().getPromotion());
        assertEquals(0, failover.getResult().getPromotion().getRowsAtRisk());
        assertEquals(
                RejoinMethod.ATTACH,
                rejoined(cluster.run(cluster.rejoin(a).build())).getMethod());
        follows(a, b);

        b.exec("sh", "-c", "kill -9 $(head -n 1 /var/lib/postgresql/9.6/main/postmaster.pid)");
        assertRefused(cluster.run(cluster.failover(b, a).build()), "DATA_LOSS_NOT_ACCEPTED");
        Job unknown = cluster.run(cluster.failover(b, a).acceptDataLoss(true).build());
        assertEquals(JobOutcome.COMPLETED, unknown.getOutcome(), String.valueOf(unknown.getError()));
        assertRefused(cluster.run(cluster.rejoin(b).discardDivergent(true).build()), "COPY_NEEDED");
        RejoinResult result = rejoined(cluster.run(
                cluster.rejoin(b).discardDivergent(true).copyAgain(true).build()));
        assertEquals(RejoinMethod.COPY, result.getMethod());
        follows(b, a);
    }

    /// 20 rows of 100 bytes.
    private void writesWhatTheStandbyNeverGets() {
        a.sql("CREATE TABLE kept (id int, text text)");
        PAIR.awaitReplayed();
        SwitchoverCluster.shutStandbysOut(a);
        a.sql("INSERT INTO kept SELECT i, repeat('x', 100) FROM generate_series(1, 20) AS i");
    }

    private static void follows(LabHost standby, LabHost primary) {
        assertEquals("t", standby.sql("SELECT pg_is_in_recovery()"));
        assertEquals("1", primary.sql("SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'"));
        assertEquals("0", standby.sql("SELECT count(*) FROM pg_replication_slots"));
    }
}
