package io.understudy.lag;

import static io.understudy.cluster.TestingReadings.END;
import static io.understudy.cluster.TestingReadings.NOW;
import static io.understudy.cluster.TestingReadings.answered;
import static io.understudy.cluster.TestingReadings.at;
import static io.understudy.cluster.TestingReadings.cluster;
import static io.understudy.cluster.TestingReadings.following;
import static io.understudy.cluster.TestingReadings.primary;
import static io.understudy.cluster.TestingReadings.primaryWith;
import static io.understudy.cluster.TestingReadings.reading;
import static io.understudy.cluster.TestingReadings.receiver;
import static io.understudy.cluster.TestingReadings.standby;
import static io.understudy.cluster.TestingReadings.streamingTo;
import static io.understudy.cluster.TestingReadings.unreachable;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.cluster.ClusterReading;
import io.understudy.cluster.NodeReading;
import io.understudy.cluster.NodeRole;
import io.understudy.cluster.ServerFacts;
import io.understudy.cluster.Walsender;
import io.understudy.postgres.Lsn;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ClusterLagTest {
    private LagTracker tracker = new LagTracker();

    @Test
    void eachStageIsMeasuredAgainstTheEndOfThePrimarysWal() {
        Walsender sender = new Walsender(
                7,
                "15/main",
                "10.0.0.2",
                "streaming",
                END,
                Lsn.parse("0/4FFFFF0"),
                Lsn.parse("0/4FFFF00"),
                Lsn.parse("0/4000000"),
                0.001,
                0.002,
                1.5,
                null);

        StandbyLag lag = lagOf("15", sender);

        assertEquals(LagState.STREAMING, lag.state());
        assertEquals("node-db1", lag.upstreamNodeId());
        assertEquals(new LagStage(END, 0, 0.0), lag.sent());
        assertEquals(new LagStage(Lsn.parse("0/4FFFFF0"), 16, 0.001), lag.written());
        assertEquals(new LagStage(Lsn.parse("0/4FFFF00"), 256, 0.002), lag.flushed());
        assertEquals(new LagStage(Lsn.parse("0/4000000"), 16 * 1024 * 1024, 1.5), lag.replayed());
        assertEquals(false, lag.replayPaused());
        assertEquals(0.5, lag.receiverLastMessageSeconds());
        assertEquals(List.of("applyBytesPerSecond", "caughtUpInSeconds"), unknownFields(lag));
    }

    @Test
    void aFirstLookAtNineSixHasNoTimeAndSaysSo() {
        StandbyLag lag = lagOf("9.6", streamingTo("db2"));

        assertEquals(new LagStage(Lsn.parse("0/4FFFF00"), 256, null), lag.replayed());
        assertEquals("It is longer ago than was watched.", reason(lag, "replayed.lagSeconds"));
    }

    @Test
    void nineSixSaysWhatItCannotTellOfASlot() {
        ServerFacts primary =
                primaryWith(List.of(new ServerFacts.Slot("for_db2", true, END, null, null)), streamingTo("db2"));

        StandbyLag lag = only(cluster(
                "9.6",
                answered("db1", NodeRole.PRIMARY, primary),
                reading("db2", NodeRole.STANDBY, "for_db2", new NodeReading.Seen.Answered(following()))));

        assertEquals(new StandbySlot("for_db2", true, 0L, null, null), lag.slot());
        assertEquals("PostgreSQL 9.6 does not tell; 13 and newer do.", reason(lag, "slot.walStatus"));
        assertEquals("PostgreSQL 9.6 does not tell; 13 and newer do.", reason(lag, "slot.safeBytes"));
    }

    @Test
    void aSlotThatNothingLimitsLacksNothing() {
        ServerFacts primary =
                primaryWith(List.of(new ServerFacts.Slot("for_db2", true, END, "reserved", null)), streamingTo("db2"));

        StandbyLag lag = only(cluster(
                answered("db1", NodeRole.PRIMARY, primary),
                reading("db2", NodeRole.STANDBY, "for_db2", new NodeReading.Seen.Answered(following()))));

        assertEquals(new StandbySlot("for_db2", true, 0L, "reserved", null), lag.slot());
        assertTrue(lag.unknown().stream().noneMatch(unknown -> unknown.fields().contains("slot.safeBytes")));
    }

    @Test
    void withoutThePrimaryNothingIsZero() {
        ClusterLag lag =
                sample(NOW, unreachable("db1", NodeRole.PRIMARY), answered("db2", NodeRole.STANDBY, following()));

        StandbyLag standby = lag.standbys().getFirst();
        assertEquals(LagState.PRIMARY_UNREACHABLE, standby.state());
        assertNull(standby.sent());
        assertNull(standby.replayed());
        assertNull(standby.caughtUpInSeconds());
        assertEquals(true, standby.receiverUp());
        assertEquals("No primary was measured, and a standby's lag is measured there.", reason(standby, "replayed"));
        assertNull(lag.primary().endLsn());
        assertNull(lag.primary().archiveFailing());
        assertEquals(
                "db1 gave no answer within 5 s",
                lag.primary().unknown().getFirst().reason());
    }

    @Test
    void whatIsUnknownHasBeenSoSinceItWasFirstSeenToBe() {
        sample(NOW, answered("db1", NodeRole.PRIMARY, primary(streamingTo("db2"))), follower("db2"));
        for (int second = 5; second < 30; second += 5) {
            Instant now = NOW.plusSeconds(second);
            ClusterLag lag = sample(now, unreachable("db1", NodeRole.PRIMARY), follower("db2"));

            StandbyLag standby = lag.standbys().getFirst();
            assertEquals(NOW.plusSeconds(5), standby.stateSince());
            assertEquals(NOW.plusSeconds(5), since(standby, "replayed"));
        }
        Instant back = NOW.plusSeconds(30);
        ClusterLag lag = sample(back, answered("db1", NodeRole.PRIMARY, primary(streamingTo("db2"))), follower("db2"));
        assertEquals(back, lag.standbys().getFirst().stateSince());
        assertEquals(256, replayed(lag.standbys().getFirst()).lagBytes());
    }

    @Test
    void aStandbyThatStandsStillGrowsOlder() {
        NodeReading standby = follower("db2");
        Lsn stuck = Lsn.parse("0/4FFFF00");
        for (int second = 0; second <= 20; second += 5) {
            sampleEnd(second, new Lsn(stuck.position() + 1000L * second), standby);
        }
        ClusterLag lag = sampleEnd(25, new Lsn(stuck.position() + 25_000), standby);

        LagStage replayed = replayed(lag.standbys().getFirst());
        assertEquals(25_000, replayed.lagBytes());
        assertEquals(20.0, replayed.lagSeconds(), "nothing was missing at the first sample, 5 s later something");
        assertEquals(1000L, lag.primary().bytesPerSecond());
        assertEquals("It does not gain on the primary.", reason(lag.standbys().getFirst(), "caughtUpInSeconds"));
    }

    @Test
    void anAgeGoesOnWhereTheSampleBeforeARestartHadIt() {
        NodeReading standby = follower("db2");
        Lsn stuck = Lsn.parse("0/4FFFF00");
        sampleEnd(0, stuck, standby);
        sampleEnd(5, new Lsn(stuck.position() + 5000), standby);
        ClusterLag newest = sampleEnd(10, new Lsn(stuck.position() + 5000), standby);
        assertEquals(5.0, replayed(newest.standbys().getFirst()).lagSeconds());

        for (List<LsnHistory.Point> once :
                List.of(List.of(new LsnHistory.Point(NOW, stuck)), List.<LsnHistory.Point>of())) {
            tracker = new LagTracker().resume(once, newest);
            ClusterLag lag = sampleEnd(17, new Lsn(stuck.position() + 5000), standby);

            assertEquals(12.0, replayed(lag.standbys().getFirst()).lagSeconds(), "known of the minute: " + once);
        }
    }

    @Test
    void whatTheStandbySaysItselfCountsWhereItIsFurther() {
        ServerFacts ahead = replayedUpTo(END, following());

        StandbyLag fed = only(cluster(
                answered("db1", NodeRole.PRIMARY, primary(streamingTo("db2"))),
                answered("db2", NodeRole.STANDBY, ahead)));
        assertEquals(0, replayed(fed).lagBytes(), "its upstream has heard of all but 256 bytes");
        assertEquals(256, Objects.requireNonNull(fed.flushed()).lagBytes());

        StandbyLag alone = only(cluster(
                answered("db1", NodeRole.PRIMARY, primary()), answered("db2", NodeRole.STANDBY, standby(3, null))));
        assertEquals(0x2000000, replayed(alone).lagBytes(), "nobody feeds it, and it is known how far it fell behind");
        assertNull(alone.flushed());

        StandbyLag elsewhere = only(cluster(
                answered("db1", NodeRole.PRIMARY, primary()), answered("db2", NodeRole.STANDBY, standby(2, null))));
        assertNull(elsewhere.replayed(), "a place of another timeline says nothing");
    }

    @Test
    void aCascadedStandbyIsMeasuredAgainstThePrimaryThroughItsUpstream() {
        ServerFacts upstream = standby(3, receiver(null, "15/main"), false, streamingTo("db3"));

        ClusterLag lag = sample(
                NOW,
                answered("db1", NodeRole.PRIMARY, primary(streamingTo("db2"))),
                answered("db2", NodeRole.STANDBY, upstream),
                follower("db3"));

        StandbyLag cascaded = lag.standbys().getLast();
        assertEquals("node-db2", cascaded.upstreamNodeId());
        assertEquals(LagState.STREAMING, cascaded.state());
        assertEquals(256, replayed(cascaded).lagBytes());
    }

    private NodeReading follower(String host) {
        return answered(host, NodeRole.STANDBY, following());
    }

    private ClusterLag sampleEnd(int second, Lsn end, NodeReading standby) {
        ServerFacts facts = primary(streamingTo("db2"));
        ServerFacts moved = new ServerFacts(
                facts.systemIdentifier(),
                facts.serverVersion(),
                false,
                facts.timeline(),
                end,
                null,
                null,
                null,
                null,
                facts.senders(),
                facts.slots(),
                facts.usage());
        Instant now = NOW.plusSeconds(second);
        return sample(now, at(now, answered("db1", NodeRole.PRIMARY, moved)), at(now, standby));
    }

    private static ServerFacts replayedUpTo(Lsn place, ServerFacts facts) {
        return new ServerFacts(
                facts.systemIdentifier(),
                facts.serverVersion(),
                true,
                facts.timeline(),
                null,
                facts.received(),
                place,
                false,
                facts.receiver(),
                facts.senders(),
                facts.slots(),
                facts.usage());
    }

    private ClusterLag sample(Instant now, NodeReading... nodes) {
        return tracker.sample(cluster(nodes), now);
    }

    private StandbyLag lagOf(String version, Walsender sender) {
        return only(cluster(version, answered("db1", NodeRole.PRIMARY, primary(sender)), follower("db2")));
    }

    private StandbyLag only(ClusterReading reading) {
        return tracker.sample(reading, NOW).standbys().getFirst();
    }

    private static LagStage replayed(StandbyLag lag) {
        return Objects.requireNonNull(lag.replayed());
    }

    private static List<String> unknownFields(StandbyLag lag) {
        return lag.unknown().stream()
                .flatMap(unknown -> unknown.fields().stream())
                .toList();
    }

    private static UnknownValue unknown(StandbyLag lag, String field) {
        return lag.unknown().stream()
                .filter(unknown -> unknown.fields().contains(field))
                .findFirst()
                .orElseThrow();
    }

    private static String reason(StandbyLag lag, String field) {
        return unknown(lag, field).reason();
    }

    private static Instant since(StandbyLag lag, String field) {
        return unknown(lag, field).since();
    }
}
