package io.understudy.cluster;

import static io.understudy.cluster.TestingReadings.answered;
import static io.understudy.cluster.TestingReadings.cluster;
import static io.understudy.cluster.TestingReadings.down;
import static io.understudy.cluster.TestingReadings.following;
import static io.understudy.cluster.TestingReadings.primary;
import static io.understudy.cluster.TestingReadings.primaryWith;
import static io.understudy.cluster.TestingReadings.reading;
import static io.understudy.cluster.TestingReadings.sender;
import static io.understudy.cluster.TestingReadings.standby;
import static io.understudy.cluster.TestingReadings.streamingTo;
import static io.understudy.cluster.TestingReadings.unreachable;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.postgres.Lsn;
import io.understudy.problem.Problem;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopologyTest {
    @Test
    void aPrimaryAndItsStreamingStandbyAreHealthy() {
        Topology seen = Topology.of(cluster(
                answered("db1", NodeRole.PRIMARY, primary(streamingTo("db2"))),
                answered("db2", NodeRole.STANDBY, following())));

        assertEquals(ClusterHealth.HEALTHY, seen.health());
        assertEquals(List.of(), seen.problems());
        assertEquals("node-db1", seen.primaryNodeId());
        assertEquals(3, seen.timeline());
        NodeState standby = seen.nodes().getLast();
        assertEquals(ObservedRole.STANDBY, standby.observedRole());
        assertEquals("streaming", standby.streamingState());
        assertEquals(256, standby.replayLagBytes());
        assertEquals(true, standby.receiverUp());
        assertNull(standby.unknownReason());
    }

    @Test
    void aStandbyThatCannotBeReachedIsUnknownYetItsLagIsWhatThePrimarySees() {
        Topology seen = Topology.of(cluster(
                answered("db1", NodeRole.PRIMARY, primary(streamingTo("db2"))), unreachable("db2", NodeRole.STANDBY)));

        NodeState standby = seen.nodes().getLast();
        assertEquals(ClusterHealth.DEGRADED, seen.health());
        assertEquals(List.of("HOST_UNREACHABLE"), codes(seen));
        assertEquals(ObservedRole.UNKNOWN, standby.observedRole());
        assertEquals("db2 gave no answer within 5 s", standby.unknownReason());
        assertEquals(256, standby.replayLagBytes());
        assertNull(standby.receiverUp());
        assertNull(standby.timeline());
    }

    @Test
    void withoutThePrimaryNoLagIsGiven() {
        Topology seen = Topology.of(
                cluster(unreachable("db1", NodeRole.PRIMARY), answered("db2", NodeRole.STANDBY, following())));

        NodeState standby = seen.nodes().getLast();
        assertEquals(ClusterHealth.UNKNOWN, seen.health());
        assertNull(seen.primaryNodeId());
        assertNull(seen.timeline());
        assertNull(standby.replayLagBytes());
        assertNull(standby.streamingState());
        assertNotNull(standby.unknownReason());
    }

    @Test
    void aPrimaryThatDoesNotRunMakesTheClusterDown() {
        Topology seen = Topology.of(
                cluster(down("db1", NodeRole.PRIMARY), answered("db2", NodeRole.STANDBY, standby(3, null))));

        assertEquals(ClusterHealth.DOWN, seen.health());
        assertEquals(List.of("PRIMARY_DOWN"), codes(seen));
        assertEquals(ObservedRole.DOWN, seen.nodes().getFirst().observedRole());
    }

    @Test
    void aStandbyThatDoesNotRunHasNoLag() {
        Topology seen =
                Topology.of(cluster(answered("db1", NodeRole.PRIMARY, primary()), down("db2", NodeRole.STANDBY)));

        assertEquals(ClusterHealth.DEGRADED, seen.health());
        assertEquals(List.of("STANDBY_DOWN"), codes(seen));
        assertNull(seen.nodes().getLast().replayLagBytes());
        assertNotNull(seen.nodes().getLast().unknownReason());
    }

    @Test
    void twoPrimariesAreSaidAndNoneIsNamed() {
        Topology seen = Topology.of(
                cluster(answered("db1", NodeRole.PRIMARY, primary()), answered("db2", NodeRole.STANDBY, primary())));

        assertEquals(ClusterHealth.DEGRADED, seen.health());
        assertEquals(List.of("TWO_PRIMARIES"), codes(seen));
        assertNull(seen.primaryNodeId());
        assertTrue(seen.problems().getFirst().detail().contains("db1")
                && seen.problems().getFirst().detail().contains("db2"));
    }

    @Test
    void aStandbyPromotedByHandIsTheOneThatIsMeasuredAgainst() {
        Topology seen = Topology.of(cluster(
                unreachable("db1", NodeRole.PRIMARY),
                answered("db2", NodeRole.STANDBY, primary(streamingTo("db3"))),
                answered("db3", NodeRole.STANDBY, following())));

        assertEquals("node-db2", seen.primaryNodeId());
        assertEquals(256, seen.nodes().getLast().replayLagBytes());
        assertEquals(List.of("HOST_UNREACHABLE", "ROLE_CHANGED"), codes(seen));
    }

    @Test
    void aPrimaryPutIntoRecoveryLeavesTheClusterWithoutOne() {
        Topology seen = Topology.of(cluster(answered("db1", NodeRole.PRIMARY, standby(3, null))));

        assertEquals(ClusterHealth.DOWN, seen.health());
        assertEquals(List.of("NO_PRIMARY"), codes(seen));
    }

    @Test
    void catchingUpIsNotStreaming() {
        Topology seen = Topology.of(cluster(
                answered("db1", NodeRole.PRIMARY, primary(sender(7, "10.0.0.2", "15/main", "catchup", null))),
                answered("db2", NodeRole.STANDBY, following())));

        assertEquals(List.of("STANDBY_NOT_STREAMING"), codes(seen));
        assertEquals("catchup", seen.nodes().getLast().streamingState());
        assertNull(seen.nodes().getLast().replayLagBytes());
        assertNotNull(seen.nodes().getLast().unknownReason());
    }

    /// For `wal_sender_timeout` the primary goes on showing a walsender whose standby is gone.
    @Test
    void aStreamThatTheStandbyKnowsNothingOfIsNotBelieved() {
        Topology seen = Topology.of(cluster(
                answered("db1", NodeRole.PRIMARY, primary(streamingTo("db2"))),
                answered("db2", NodeRole.STANDBY, standby(3, null))));

        assertEquals(List.of("STANDBY_NOT_STREAMING"), codes(seen));
        assertEquals(false, seen.nodes().getLast().receiverUp());
    }

    @Test
    void anotherTimelineThanThePrimarysIsAProblem() {
        Topology seen = Topology.of(cluster(
                answered("db1", NodeRole.PRIMARY, primary()), answered("db2", NodeRole.STANDBY, standby(2, null))));

        assertEquals(List.of("STANDBY_NOT_STREAMING", "TIMELINE_MISMATCH"), codes(seen));
    }

    @Test
    void anotherDatabaseIsNeverTakenForThePrimary() {
        ServerFacts foreign = new ServerFacts(
                "999",
                "15.14",
                false,
                1,
                Lsn.parse("0/1"),
                null,
                null,
                null,
                null,
                List.of(),
                List.of(),
                TestingReadings.USAGE);

        Topology seen = Topology.of(cluster(answered("db1", NodeRole.PRIMARY, foreign)));

        assertEquals(ClusterHealth.DOWN, seen.health());
        assertEquals(List.of("SYSTEM_IDENTIFIER_MISMATCH"), codes(seen));
        assertNull(seen.primaryNodeId());
    }

    @Test
    void aSlotThatNobodyUsesIsAProblemWithWhatItKeeps() {
        ServerFacts primary =
                primaryWith(List.of(new ServerFacts.Slot("for_db2", false, Lsn.parse("0/4000000"), null, null)));
        Topology seen = Topology.of(cluster(
                answered("db1", NodeRole.PRIMARY, primary),
                reading("db2", NodeRole.STANDBY, "for_db2", new NodeReading.Seen.Down())));

        assertEquals(List.of("STANDBY_DOWN", "SLOT_INACTIVE"), codes(seen));
        assertEquals(
                new NodeState.SlotState("for_db2", false, 0x1000000L),
                seen.nodes().getLast().slot());
    }

    @Test
    void aSlotThatIsGoneIsAProblem() {
        Topology seen = Topology.of(cluster(
                answered("db1", NodeRole.PRIMARY, primary()),
                reading("db2", NodeRole.STANDBY, "for_db2", new NodeReading.Seen.Down())));

        assertEquals(List.of("STANDBY_DOWN", "SLOT_MISSING"), codes(seen));
        assertEquals(
                new NodeState.SlotState("for_db2", null, null),
                seen.nodes().getLast().slot());
    }

    @Test
    void whoeverElseStreamsIsShown() {
        Topology seen = Topology.of(cluster(answered("db1", NodeRole.PRIMARY, primary(streamingTo("db9")))))
                .explained(Map.of("10.0.0.9", "No registered host has this address."));

        assertEquals(
                List.of(new UnmanagedStandby(
                        "10.0.0.9", "15/main", "streaming", null, "No registered host has this address.")),
                seen.unmanagedStandbys());
        assertEquals(ClusterHealth.HEALTHY, seen.health());
    }

    private static List<String> codes(Topology topology) {
        return topology.problems().stream().map(Problem::code).toList();
    }
}
