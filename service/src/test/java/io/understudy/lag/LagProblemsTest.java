package io.understudy.lag;

import static io.understudy.cluster.TestingReadings.NOW;
import static io.understudy.cluster.TestingReadings.answered;
import static io.understudy.cluster.TestingReadings.cluster;
import static io.understudy.cluster.TestingReadings.following;
import static io.understudy.cluster.TestingReadings.primary;
import static io.understudy.cluster.TestingReadings.receiver;
import static io.understudy.cluster.TestingReadings.standby;
import static io.understudy.cluster.TestingReadings.streamingTo;
import static io.understudy.cluster.TestingReadings.unreachable;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.understudy.cluster.ClusterReading;
import io.understudy.cluster.NodeReading;
import io.understudy.cluster.NodeRole;
import io.understudy.problem.Problem;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LagProblemsTest {
    /// The standby of these readings has 256 bytes to replay.
    private static final LagThresholds FEW_BYTES = new LagThresholds(100L, null, 10);

    private static final NodeReading PRIMARY = answered("db1", NodeRole.PRIMARY, primary(streamingTo("db2")));
    private static final ClusterReading BEHIND = cluster(PRIMARY, answered("db2", NodeRole.STANDBY, following()));
    private static final ClusterReading UNKNOWN =
            cluster(unreachable("db1", NodeRole.PRIMARY), answered("db2", NodeRole.STANDBY, following()));

    private final LagTracker tracker = new LagTracker();
    private final LagProblems problems = new LagProblems(Set.of());

    @Test
    void withinTheThresholdsNothingIsWrong() {
        assertEquals(List.of(), codes(0, BEHIND, LagThresholds.USUAL));
        assertEquals(List.of(), codes(60, BEHIND, new LagThresholds(256L, null, 0)));
    }

    @Test
    void beyondAThresholdForTooLongIsWrong() {
        assertEquals(List.of(), codes(0, BEHIND, FEW_BYTES));
        assertEquals(List.of(), codes(9, BEHIND, FEW_BYTES));
        assertEquals(List.of("LAG_HIGH"), codes(10, BEHIND, FEW_BYTES));
        assertEquals(List.of(), codes(15, BEHIND, LagThresholds.USUAL), "within the new ones");
        assertEquals(List.of(), codes(20, BEHIND, FEW_BYTES), "counted anew");
    }

    @Test
    void aLagThatIsNotKnownAnyMoreIsNotFineAgain() {
        codes(0, BEHIND, FEW_BYTES);

        assertEquals(List.of("HOST_UNREACHABLE", "LAG_HIGH"), codes(10, UNKNOWN, FEW_BYTES));
        assertEquals(List.of("HOST_UNREACHABLE", "LAG_HIGH"), codes(15, UNKNOWN, FEW_BYTES));
    }

    @Test
    void whatTheOneBeforeHasSeenIsNotForgotten() {
        LagProblems next = new LagProblems(Set.of("node-db2"));

        assertEquals(List.of("HOST_UNREACHABLE", "LAG_HIGH"), codes(next, 0, UNKNOWN, FEW_BYTES));
        assertEquals(List.of(), codes(next, 5, BEHIND, LagThresholds.USUAL));
        assertEquals(List.of("HOST_UNREACHABLE"), codes(next, 10, UNKNOWN, FEW_BYTES));
    }

    @Test
    void whatIsBrokenIsWrongAtOnce() {
        assertEquals(
                List.of("REPLAY_PAUSED"),
                codes(
                        0,
                        cluster(
                                PRIMARY,
                                answered("db2", NodeRole.STANDBY, standby(3, receiver(null, "15/main"), true))),
                        LagThresholds.USUAL));
        assertEquals(
                List.of("STANDBY_NOT_STREAMING"),
                codes(5, cluster(PRIMARY, answered("db2", NodeRole.STANDBY, standby(3, null))), LagThresholds.USUAL));
    }

    private List<String> codes(int second, ClusterReading reading, LagThresholds limits) {
        return codes(problems, second, reading, limits);
    }

    private List<String> codes(LagProblems seen, int second, ClusterReading reading, LagThresholds limits) {
        ClusterLag sample = tracker.sample(reading, NOW.plusSeconds(second));
        return seen.in(reading, sample, limits).stream().map(Problem::code).toList();
    }
}
