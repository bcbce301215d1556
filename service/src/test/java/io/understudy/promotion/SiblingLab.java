package io.understudy.promotion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.client.ConflictException;
import io.understudy.client.Understudy;
import io.understudy.client.model.ClusterHealth;
import io.understudy.client.model.Job;
import io.understudy.client.model.JobOutcome;
import io.understudy.client.model.PromotionMode;
import io.understudy.client.model.PromotionResult;
import io.understudy.client.model.RejoinMethod;
import io.understudy.testing.LabHost;
import io.understudy.testing.LabPair;
import io.understudy.testing.LabService;
import io.understudy.testing.Writers;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A cluster of three: when the primary's part goes to one standby, the other follows that one too.
class SiblingLab {
    private static final LabPair PAIR = new LabPair("sib-a", "sib-b");
    private static final LabHost SIBLING = new LabHost("sib-c");

    @AfterAll
    static void leaveNothing() {
        PAIR.close();
        SIBLING.removeIfThere();
    }

    @ParameterizedTest
    @ValueSource(strings = {"15", "9.6"})
    void everybodyFollowsTheNewPrimary(String version) {
        try (LabService service = new LabService("sibling")) {
            SwitchoverCluster cluster = new SwitchoverCluster(service.start(), PAIR, version);
            LabHost.fresh(version, SIBLING.name());
            cluster.addStandby(SIBLING);
            try (Writers writers = new Writers(PAIR);
                    Understudy api = service.client()) {
                writers.await(PAIR.primary());
                ConflictException both = assertThrows(
                        ConflictException.class,
                        () -> api.promotions().getPromotionPreflight(cluster.id(), PromotionMode.SWITCHOVER, null));
                assertEquals("NO_FIT_CANDIDATE", both.code());

                Job job = cluster.run(
                        cluster.request(PAIR.primary(), PAIR.standby()).build());

                assertEquals(JobOutcome.COMPLETED, job.getOutcome(), String.valueOf(job.getError()));
                assertNotNull(job.getResult());
                PromotionResult result = job.getResult().getPromotion();
                assertNotNull(result);
                assertEquals(0, result.getRowsAtRisk());
                assertEquals(2, result.getStandbys());
                assertEquals(2, result.getStandbysFollowing());
                writers.await(PAIR.standby());
                writers.stop();
                assertEquals(List.of(PAIR.primary().name(), PAIR.standby().name()), writers.turns());
                assertEquals(Set.of(), writers.lost(PAIR.standby()));
                assertEquals(
                        "2", PAIR.standby().sql("SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'"));
                assertEquals("0", PAIR.primary().sql("SELECT count(*) FROM pg_replication_slots"));
                assertEquals(
                        ClusterHealth.HEALTHY,
                        api.clusters().getCluster(cluster.id()).getHealth());
            }
            if (version.equals("15")) {
                oneIsLeftOut(service, cluster);
            }
        }
    }

    /// The way back, while the sibling cannot be reached: it holds up nobody, is named, and rejoins when
    /// it is there again.
    private static void oneIsLeftOut(LabService service, SwitchoverCluster cluster) {
        SIBLING.does("cut");
        // As after a while it does by itself: then nobody but its WAL files says which timeline it has come to.
        SIBLING.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_wal_receiver");
        Job job = cluster.run(cluster.request(PAIR.standby(), PAIR.primary()).build());
        SIBLING.does("heal");
        assertEquals(JobOutcome.COMPLETED, job.getOutcome(), String.valueOf(job.getError()));
        assertTrue(
                job.getWarnings().stream().anyMatch(warning -> warning.getCode().equals("HOST_UNREACHABLE")));
        assertNotNull(job.getResult());
        assertTrue(
                SwitchoverCluster.nextActions(job).contains(SIBLING.name()), () -> SwitchoverCluster.nextActions(job));
        assertNotNull(job.getResult().getPromotion());
        assertEquals(1, job.getResult().getPromotion().getStandbys());

        Job rejoin = cluster.run(cluster.rejoin(SIBLING).build());

        assertEquals(JobOutcome.COMPLETED, rejoin.getOutcome(), String.valueOf(rejoin.getError()));
        assertNotNull(rejoin.getResult());
        assertNotNull(rejoin.getResult().getRejoin());
        assertEquals(RejoinMethod.ATTACH, rejoin.getResult().getRejoin().getMethod());
        try (Understudy api = service.client()) {
            assertEquals(
                    ClusterHealth.HEALTHY,
                    api.clusters().getCluster(cluster.id()).getHealth());
        }
    }
}
