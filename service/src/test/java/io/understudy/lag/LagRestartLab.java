package io.understudy.lag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.client.Understudy;
import io.understudy.client.api.LagApi.APIGetClusterLagHistoryRequest;
import io.understudy.client.model.ClusterLag;
import io.understudy.client.model.JobState;
import io.understudy.client.model.LagPoint;
import io.understudy.client.model.StandbyLag;
import io.understudy.testing.Eventually;
import io.understudy.testing.LabCluster;
import io.understudy.testing.LabPair;
import io.understudy.testing.LabService;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// The service is killed while a standby falls behind.
class LagRestartLab {
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final LabPair PAIR = new LabPair("lagkill-a", "lagkill-b");
    private static final LabService SERVICE = new LabService("lag-restart");

    @AfterAll
    static void leaveNothing() {
        SERVICE.close();
        PAIR.close();
    }

    @Test
    void aKillMakesNoLagYoungerAndNoLongGap() {
        PAIR.fresh("15");
        LabCluster cluster = new LabCluster(SERVICE.start()::client, PAIR);
        assertEquals(JobState.SUCCEEDED, cluster.run(cluster.request().build()).getState());
        try (Understudy api = SERVICE.client()) {
            api.lag(cluster.clusterId()).waitForBelow(0, Duration.ofMinutes(1));
        }
        awaitSampleAfter(cluster, Instant.now());
        PAIR.standby().sql("SELECT pg_wal_replay_pause()");
        PAIR.primary().sql("CREATE TABLE unseen AS SELECT generate_series(1, 1000)");
        Instant written = Instant.now();
        ClusterLag last = awaitSampleAfter(cluster, written.plus(INTERVAL));
        assertTrue(seconds(last) > 0, "it is behind: " + last);

        SERVICE.kill();
        SERVICE.start();
        Instant up = Instant.now();

        ClusterLag first = awaitSampleAfter(cluster, up);
        Duration gap = Duration.between(up, first.getMeasuredAt());
        assertTrue(gap.compareTo(INTERVAL.multipliedBy(2).plusSeconds(8)) < 0, "the gap was " + gap);
        double age = Duration.between(written, first.getMeasuredAt()).toMillis() / 1000.0;
        assertEquals(age, seconds(first), INTERVAL.toSeconds() + 1.0, "the age of what was written before the kill");
        assertTrue(
                history(cluster, written).stream().anyMatch(step -> step.getSamples() == 0),
                "nobody sampled while the service was down");
    }

    private static ClusterLag awaitSampleAfter(LabCluster cluster, Instant moment) {
        try (Understudy api = SERVICE.client()) {
            Eventually.within(
                    Duration.ofSeconds(60),
                    "a sample after " + moment,
                    () -> api.lag(cluster.clusterId()).poll().getMeasuredAt().isAfter(moment));
            return api.lag(cluster.clusterId()).poll();
        }
    }

    private static double seconds(ClusterLag lag) {
        StandbyLag standby = lag.getStandbys().getFirst();
        assertNotNull(standby.getReplayed(), "unknown: " + standby.getUnknown());
        return Objects.requireNonNull(standby.getReplayed().getLagSeconds());
    }

    private static List<LagPoint> history(LabCluster cluster, Instant from) {
        try (Understudy api = SERVICE.client()) {
            return api.lag()
                    .getClusterLagHistory(APIGetClusterLagHistoryRequest.newBuilder()
                            .clusterId(cluster.clusterId())
                            .from(from)
                            .stepSeconds(1L)
                            .build())
                    .getSeries()
                    .getFirst()
                    .getPoints();
        }
    }
}
