package io.understudy.lag;

import static io.understudy.cluster.TestingReadings.answered;
import static io.understudy.cluster.TestingReadings.cluster;
import static io.understudy.cluster.TestingReadings.down;
import static io.understudy.cluster.TestingReadings.following;
import static io.understudy.cluster.TestingReadings.primary;
import static io.understudy.cluster.TestingReadings.primaryWith;
import static io.understudy.cluster.TestingReadings.reading;
import static io.understudy.cluster.TestingReadings.receiver;
import static io.understudy.cluster.TestingReadings.sender;
import static io.understudy.cluster.TestingReadings.standby;
import static io.understudy.cluster.TestingReadings.streamingTo;
import static io.understudy.cluster.TestingReadings.unreachable;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.understudy.cluster.NodeReading;
import io.understudy.cluster.NodeRole;
import io.understudy.cluster.ServerFacts;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Each thing that can be wrong with a standby has a name of its own.
class LagStateTest {
    private static final NodeReading FEEDING = answered("db1", NodeRole.PRIMARY, primary(streamingTo("db2")));
    private static final NodeReading FEEDING_NOBODY = answered("db1", NodeRole.PRIMARY, primary());

    @Test
    void aStandbyThatIsFedFollows() {
        assertEquals(LagState.STREAMING, state(FEEDING, answers(following())));
        assertEquals(
                LagState.CATCHING_UP,
                state(
                        answered("db1", NodeRole.PRIMARY, primary(sender(7, "10.0.0.2", "15/main", "catchup", null))),
                        answers(following())));
        assertEquals(LagState.REPLAY_PAUSED, state(FEEDING, answers(standby(3, receiver(null, "15/main"), true))));
    }

    @Test
    void aWalsenderThatLivesOnDoesNotMakeUpForADeadReceiver() {
        assertEquals(LagState.RECEIVER_DOWN, state(FEEDING, answers(standby(3, null))));
        assertEquals(LagState.RECEIVER_DOWN, state(FEEDING_NOBODY, answers(standby(3, null))));
        assertEquals(LagState.UPSTREAM_UNKNOWN, state(FEEDING_NOBODY, answers(following())));
    }

    @Test
    void anotherHistoryIsToldFromADeadReceiver() {
        assertEquals(LagState.OTHER_TIMELINE, state(FEEDING_NOBODY, answers(standby(2, null))));
        assertEquals(
                LagState.STREAMING,
                state(FEEDING, answers(standby(2, receiver(null, "15/main")))),
                "it receives what was written before the primary was promoted");
    }

    @Test
    void aLostSlotIsToldFromADeadReceiver() {
        ServerFacts primary = primaryWith(List.of(new ServerFacts.Slot("for_db2", false, null, "lost", null)));

        assertEquals(
                LagState.SLOT_LOST,
                state(
                        answered("db1", NodeRole.PRIMARY, primary),
                        reading("db2", NodeRole.STANDBY, "for_db2", new NodeReading.Seen.Answered(standby(3, null)))));
    }

    @Test
    void whatKeepsAStandbyFromBeingSeenIsNamed() {
        assertEquals(LagState.STANDBY_DOWN, state(FEEDING, down("db2", NodeRole.STANDBY)));
        assertEquals(LagState.HOST_UNREACHABLE, state(FEEDING, unreachable("db2", NodeRole.STANDBY)));
        ProblemException starting = new ProblemException(ProblemType.POSTGRES_UNAVAILABLE, "it is starting up");
        assertEquals(
                LagState.STANDBY_NOT_ANSWERING,
                state(FEEDING, reading("db2", NodeRole.STANDBY, null, new NodeReading.Seen.Unknown(starting))));
    }

    @Test
    void aNodeThatTakesWritesIsNoStandby() {
        assertEquals(LagState.NOT_IN_RECOVERY, state(FEEDING_NOBODY, answers(primary())));
    }

    @Test
    void withoutAPrimaryItIsThePrimaryThatIsNamed() {
        assertEquals(LagState.PRIMARY_UNREACHABLE, state(unreachable("db1", NodeRole.PRIMARY), answers(following())));
        assertEquals(LagState.PRIMARY_DOWN, state(down("db1", NodeRole.PRIMARY), answers(following())));
        assertEquals(
                LagState.PRIMARY_DOWN,
                state(answered("db1", NodeRole.PRIMARY, following()), answers(following())),
                "whoever put the primary into recovery");
    }

    private static NodeReading answers(ServerFacts facts) {
        return answered("db2", NodeRole.STANDBY, facts);
    }

    private static LagState state(NodeReading first, NodeReading second) {
        return LagState.of(second, cluster(first, second));
    }
}
