package io.understudy.promotion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.client.ConflictException;
import io.understudy.client.PreconditionFailedException;
import io.understudy.client.PromotionPlan;
import io.understudy.client.Understudy;
import io.understudy.client.model.CheckResult;
import io.understudy.client.model.ClusterHealth;
import io.understudy.client.model.Job;
import io.understudy.client.model.JobOutcome;
import io.understudy.client.model.JobState;
import io.understudy.client.model.JobType;
import io.understudy.client.model.PromotionMode;
import io.understudy.client.model.PromotionPreflight;
import io.understudy.client.model.PromotionResult;
import io.understudy.testing.LabCluster;
import io.understudy.testing.LabHost;
import io.understudy.testing.LabPair;
import io.understudy.testing.LabService;
import io.understudy.testing.Writers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The primary's part goes to the standby and comes back, with writers on both hosts all the while: nothing that was
/// acknowledged is lost, and never do two take writes.
class SwitchoverLab {
    private static final LabPair PAIR = new LabPair("swi-a", "swi-b");

    private final LabService service = new LabService("switchover");

    @AfterEach
    void stop() {
        service.close();
    }

    @AfterAll
    static void leaveNothing() {
        PAIR.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"15", "9.6"})
    void thereAndBack(String version) {
        LabHost a = PAIR.primary();
        LabHost b = PAIR.standby();
        SwitchoverCluster cluster = new SwitchoverCluster(service.start(), PAIR, version);
        try (Writers writers = new Writers(PAIR)) {
            writers.await(a);
            lookingWritesNothing(cluster, a, b);
            refusals(cluster, version, a, b);

            switchOver(cluster, writers, a, b);
            isThereAlready(cluster, a, b);
            switchOver(cluster, writers, b, a);

            writers.stop();
            assertEquals(List.of(a.name(), b.name(), a.name()), writers.turns());
            assertEquals(Set.of(), writers.lost(a));
            PAIR.awaitReplayed();
            assertEquals(Set.of(), writers.lost(b));
            assertTrue(writers.longestGap().compareTo(Duration.ofSeconds(20)) < 0, () -> "gap " + writers.longestGap());
        }
    }

    private void switchOver(SwitchoverCluster cluster, Writers writers, LabHost from, LabHost to) {
        Job job = cluster.run(cluster.request(from, to).build());
        assertEquals(JobState.SUCCEEDED, job.getState(), String.valueOf(job.getError()));
        assertEquals(JobOutcome.COMPLETED, job.getOutcome(), String.valueOf(job.getResult()));
        assertEquals("ensure-promoted", job.getPointOfNoReturn());
        assertNotNull(job.getNoReturnAt());
        assertNotNull(job.getResult());
        PromotionResult result = job.getResult().getPromotion();
        assertNotNull(result);
        assertEquals(cluster.nodeId(to), result.getPrimaryNodeId());
        assertEquals(0, result.getRowsAtRisk());
        assertNotNull(result.getProof());
        assertTrue(result.getProof().getSentinelSeen());
        assertTrue(result.getProof().getOldPrimaryUnmoved());
        assertEquals(result.getProof().getReplayedLsn(), result.getProof().getForkLsn());
        assertNotNull(result.getTimelineBefore());
        assertEquals(result.getTimelineBefore() + 1, result.getTimelineAfter());
        assertNotNull(result.getWritesStoppedForMilliseconds());
        assertTrue(result.getWritesStoppedForMilliseconds() > 0);
        assertEquals(1, result.getStandbys());
        assertEquals(1, result.getStandbysFollowing());
        writers.await(to);
        assertEquals("f", to.sql("SELECT pg_is_in_recovery()"));
        assertEquals("t", from.sql("SELECT pg_is_in_recovery()"));
        assertEquals("0", from.sql("SELECT count(*) FROM pg_replication_slots"));
        assertEquals(
                "auto",
                from.exec("sh", "-c", "grep -v '^#' /etc/postgresql/*/main/start.conf")
                        .strip());
        try (Understudy api = service.client()) {
            assertEquals(
                    ClusterHealth.HEALTHY,
                    api.clusters().getCluster(cluster.id()).getHealth());
            assertEquals(
                    "PAST_NO_RETURN",
                    assertThrows(ConflictException.class, () -> api.jobs().undoJob(job.getId(), null, null))
                            .code());
        }
    }

    private void isThereAlready(SwitchoverCluster cluster, LabHost a, LabHost b) {
        Job again = cluster.run(cluster.request(a, b).build());
        assertEquals(JobState.SUCCEEDED, again.getState());
        assertEquals(JobOutcome.UNCHANGED, again.getOutcome());
        try (Understudy api = service.client()) {
            PreconditionFailedException changed = assertThrows(
                    PreconditionFailedException.class,
                    () -> api.promote(
                            cluster.id(),
                            cluster.request(a, b).targetNodeId(null).build()));
            assertEquals("PRIMARY_CHANGED", changed.code());
            String setup = api.jobs()
                    .listJobs(cluster.id(), null, 10, null, JobType.REPLICATION_SETUP)
                    .getItems()
                    .getLast()
                    .getId();
            PreconditionFailedException older = assertThrows(
                    PreconditionFailedException.class, () -> api.jobs().undoJob(setup, null, null));
            assertEquals("PRIMARY_CHANGED", older.code(), "its standby is the primary now");
        }
    }

    private void lookingWritesNothing(SwitchoverCluster cluster, LabHost a, LabHost b) {
        String before = state(a) + state(b);
        try (Understudy api = service.client()) {
            PromotionPlan plan = api.plan(cluster.id(), cluster.request(a, b).build(), LabCluster.LIMIT);
            assertTrue(
                    plan.plan().getPossible(), () -> String.valueOf(plan.plan().getChecks()));
            assertEquals("ensure-promoted", plan.plan().getPointOfNoReturn());
            PromotionPreflight preflight =
                    api.promotions().getPromotionPreflight(cluster.id(), PromotionMode.SWITCHOVER, null);
            assertTrue(preflight.getPossible());
            assertEquals(cluster.nodeId(b), preflight.getTargetNodeId());
            assertEquals(before, state(a) + state(b));

            b.sql("SELECT pg_create_physical_replication_slot('understudy_%s_main')"
                    .formatted(a.name().replace('-', '_')));
            ConflictException stale = assertThrows(ConflictException.class, () -> api.apply(plan));
            assertEquals("PLAN_STALE", stale.code());
            b.sql("SELECT pg_drop_replication_slot('understudy_%s_main')"
                    .formatted(a.name().replace('-', '_')));
        }
    }

    /// The table of the writers and their role are not part of it.
    private static String state(LabHost host) {
        return host.exec(
                        "sh",
                        "-c",
                        "find /etc/postgresql /var/lib/postgresql -maxdepth 4 -name '*conf*' -type f -exec md5sum {} + | sort; ls -a /var/lib/postgresql")
                + host.sql(
                        "SELECT (SELECT count(*) FROM pg_replication_slots), (SELECT count(*) FROM pg_db_role_setting)");
    }

    private void refusals(SwitchoverCluster cluster, String version, LabHost a, LabHost b) {
        String word = version.equals("15") ? "wal" : "xlog";
        b.sql("SELECT pg_%s_replay_pause()".formatted(word));
        Job refused = cluster.run(cluster.request(a, b).build());
        b.sql("SELECT pg_%s_replay_resume()".formatted(word));
        assertEquals(JobState.FAILED, refused.getState());
        assertEquals(JobOutcome.UNCHANGED, refused.getOutcome());
        assertNotNull(refused.getError());
        assertEquals(
                "REPLAY_PAUSED",
                refused.getError().getCode(),
                refused.getError().getDetail());
        try (Understudy api = service.client()) {
            b.exec(
                    "sh",
                    "-c",
                    "echo \"synchronous_standby_names = 'nobody'\" >> /etc/postgresql/%s/main/postgresql.conf"
                            .formatted(version));
            b.sql("SELECT pg_reload_conf()");
            PromotionPreflight unfit =
                    api.promotions().getPromotionPreflight(cluster.id(), PromotionMode.SWITCHOVER, cluster.nodeId(b));
            assertFalse(unfit.getPossible());
            assertTrue(unfit.getChecks().stream()
                    .map(CheckResult::getCode)
                    .anyMatch("SYNCHRONOUS_STANDBY_MISSING"::equals));
            b.exec("sed", "-i", "/nobody/d", "/etc/postgresql/%s/main/postgresql.conf".formatted(version));
            b.sql("SELECT pg_reload_conf()");
        }
    }
}
