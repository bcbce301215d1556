package io.understudy.promotion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.client.Understudy;
import io.understudy.client.model.Job;
import io.understudy.client.model.JobOutcome;
import io.understudy.client.model.JobState;
import io.understudy.client.model.PromotionResult;
import io.understudy.testing.LabPair;
import io.understudy.testing.LabService;
import io.understudy.testing.Writers;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Behind the point of no return the old primary's host loses its power. The job says what is left, the new primary
/// takes writes, and a boot of the old host brings no second primary.
class OnlyForwardLab {
    private static final LabPair PAIR = new LabPair("fwd-a", "fwd-b");
    private static final LabService SERVICE = new LabService("onlyforward");

    @AfterAll
    static void leaveNothing() {
        SERVICE.close();
        PAIR.close();
    }

    @Test
    void theOldPrimaryIsGone() {
        SwitchoverCluster cluster = new SwitchoverCluster(SERVICE.start(), PAIR, "15");
        SERVICE.kill();
        try (Writers writers = new Writers(PAIR)) {
            SERVICE.start("understudy.fault.halt-at=after:" + EnsurePromoted.NAME);
            String old = cluster.nodeId(PAIR.primary());
            String target = cluster.nodeId(PAIR.standby());
            String job = cluster.begin(
                    cluster.request(PAIR.primary(), PAIR.standby()).build());
            assertEquals(137, SERVICE.awaitEnd());
            PAIR.primary().does("power-off");
            SERVICE.start("understudy.job.host-patience=5s");

            Job ended = cluster.end(job);
            assertEquals(JobState.FAILED, ended.getState());
            assertEquals(JobOutcome.INCOMPLETE, ended.getOutcome());
            assertNotNull(ended.getError());
            assertEquals("HOST_UNREACHABLE", ended.getError().getCode());
            assertNotNull(ended.getResult());
            assertFalse(ended.getResult().getNextActions().isEmpty());
            PromotionResult result = ended.getResult().getPromotion();
            assertNotNull(result);
            assertEquals(target, result.getPrimaryNodeId());
            assertEquals(old, result.getPreviousPrimaryNodeId());
            assertEquals(0, result.getStandbysFollowing());
            try (Understudy api = SERVICE.client()) {
                assertEquals(target, api.clusters().getCluster(cluster.id()).getPrimaryNodeId());
            }

            PAIR.primary().does("power-on");
            writers.await(PAIR.standby());
            assertFalse(PAIR.primary().answers());
            assertTrue(PAIR.primary()
                    .exec("sh", "-c", "pg_ctlcluster 15 main start 2>&1 || true")
                    .contains("disabled"));
            writers.stop();
            assertEquals(List.of(PAIR.primary().name(), PAIR.standby().name()), writers.turns());
            assertEquals(Set.of(), writers.lost(PAIR.standby()));
        }
    }
}
