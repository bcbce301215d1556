package io.understudy.lag;

import static io.understudy.cluster.TestingReadings.NOW;
import static io.understudy.cluster.TestingReadings.answered;
import static io.understudy.cluster.TestingReadings.cluster;
import static io.understudy.cluster.TestingReadings.following;
import static io.understudy.cluster.TestingReadings.primary;
import static io.understudy.cluster.TestingReadings.streamingTo;
import static io.understudy.cluster.TestingReadings.unreachable;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.understudy.cluster.NodeRole;
import io.understudy.cluster.TestingReadings;
import io.understudy.cluster.Walsender;
import io.understudy.postgres.Lsn;
import org.junit.jupiter.api.Test;

class ClusterLagTest {
    @Test
    void eachStageIsMeasuredAgainstTheEndOfThePrimarysWal() {
        Walsender sender = new Walsender(
                7,
                "15/main",
                "10.0.0.2",
                "streaming",
                TestingReadings.END,
                Lsn.parse("0/4FFFFF0"),
                Lsn.parse("0/4FFFF00"),
                Lsn.parse("0/4000000"),
                0.001,
                0.002,
                1.5,
                null);

        StandbyLag lag = lagOf("15", sender);

        assertEquals(new LagStage(TestingReadings.END, 0, null), lag.sent());
        assertEquals(new LagStage(Lsn.parse("0/4FFFFF0"), 16, 0.001), lag.written());
        assertEquals(new LagStage(Lsn.parse("0/4FFFF00"), 256, 0.002), lag.flushed());
        assertEquals(new LagStage(Lsn.parse("0/4000000"), 16 * 1024 * 1024, 1.5), lag.replayed());
        assertNull(lag.unknownReason());
        assertNull(lag.secondsUnknownReason());
        assertEquals(false, lag.replayPaused());
        assertEquals(NOW, lag.measuredAt());
    }

    @Test
    void anIdlePrimaryHasNoTimeToGive() {
        StandbyLag lag = lagOf("15", streamingTo("db2"));

        assertEquals(new LagStage(Lsn.parse("0/4FFFF00"), 256, null), lag.replayed());
        assertEquals(
                "No WAL was under way lately, so there was none to time: lagBytes tells.", lag.secondsUnknownReason());
    }

    @Test
    void nineSixSaysThatItHasNoTimes() {
        assertEquals(
                "PostgreSQL 9.6 does not measure time.",
                lagOf("9.6", streamingTo("db2")).secondsUnknownReason());
    }

    @Test
    void withoutThePrimaryNothingIsZero() {
        ClusterLag lag = ClusterLag.of(
                cluster(unreachable("db1", NodeRole.PRIMARY), answered("db2", NodeRole.STANDBY, following())));

        StandbyLag standby = lag.standbys().getFirst();
        assertEquals("node-db2", standby.nodeId());
        assertNull(standby.sent());
        assertNull(standby.replayed());
        assertNull(standby.measuredAt());
        assertNotNull(standby.unknownReason());
        assertEquals(true, standby.receiverUp());
    }

    private static StandbyLag lagOf(String version, Walsender sender) {
        ClusterLag lag = ClusterLag.of(cluster(
                version,
                answered("db1", NodeRole.PRIMARY, primary(sender)),
                answered("db2", NodeRole.STANDBY, following())));
        return lag.standbys().getFirst();
    }
}
