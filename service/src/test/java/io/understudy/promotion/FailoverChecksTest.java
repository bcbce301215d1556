package io.understudy.promotion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.postgres.Lsn;
import io.understudy.problem.ProblemType;
import io.understudy.promotion.PromotionSpec.Risk;
import io.understudy.step.Check.Finding;
import io.understudy.step.Check.Severity;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What a failover refuses, and what has to be accepted for it.
class FailoverChecksTest {
    private static final Risk NONE = new Risk(true, false, false, 0, Optional.empty());

    private static Risk accepting(long bytes) {
        return new Risk(false, true, true, bytes, Optional.empty());
    }

    private static MissingWal missing(long bytes, boolean complete) {
        Lsn lsn = Lsn.parse("0/4000060");
        return new MissingWal(
                new Reached(false, 1, lsn, lsn, "2026-11-22T10:15:30.123Z"),
                bytes,
                "db1 has",
                complete,
                Optional.empty());
    }

    private static void assertFound(Severity severity, @Nullable ProblemType problem, Finding finding) {
        assertEquals(severity, finding.severity(), finding.detail());
        assertEquals(problem, finding.problem());
    }

    @Test
    void nothingIsLostForCertain() {
        assertFound(Severity.OK, null, CheckDataLoss.finding(missing(0, true), false, NONE));
    }

    @Test
    void whatNobodyCanKnowHasToBeAccepted() {
        Finding refused = CheckDataLoss.finding(missing(0, false), false, NONE);
        assertFound(Severity.BLOCKING, ProblemType.DATA_LOSS_NOT_ACCEPTED, refused);
        assertTrue(refused.value().contains("unknown"), refused.value());
        assertFound(
                Severity.WARNING,
                ProblemType.DATA_LOSS_NOT_ACCEPTED,
                CheckDataLoss.finding(missing(0, false), false, accepting(0)));
    }

    @Test
    void aKnownGapHasToBeAcceptedByItsBytes() {
        Finding refused = CheckDataLoss.finding(missing(4711, true), false, accepting(4710));
        assertFound(Severity.BLOCKING, ProblemType.DATA_LOSS_NOT_ACCEPTED, refused);
        assertTrue(refused.value().contains("4711 bytes"), refused.value());
        assertFound(
                Severity.WARNING,
                ProblemType.DATA_LOSS_NOT_ACCEPTED,
                CheckDataLoss.finding(missing(4711, true), false, accepting(4711)));
    }

    @Test
    void whatARunningPrimaryHasMoreIsKnownOnceItIsStopped() {
        assertFound(
                Severity.WARNING,
                ProblemType.DATA_LOSS_NOT_ACCEPTED,
                CheckDataLoss.finding(missing(0, false), true, NONE));
    }

    @Test
    void aTargetThatAnotherStandbyHasOvertaken() {
        MissingWal behind = new MissingWal(
                new Reached(false, 1, null, null, null), 0, "nobody", true, Optional.of("db3 is on timeline 2"));
        assertFound(
                Severity.BLOCKING, ProblemType.TIMELINE_MISMATCH, CheckDataLoss.finding(behind, false, accepting(99)));
    }

    @Test
    void theFence() {
        assertFound(Severity.OK, null, CheckFence.answers(NONE));
        assertFound(Severity.BLOCKING, ProblemType.FENCE_UNPROVED, CheckFence.silent(NONE, "no answer"));
        assertFound(Severity.WARNING, ProblemType.FENCE_UNPROVED, CheckFence.silent(accepting(0), "no answer"));
        // It is back: now it can be stopped, whatever was accepted.
        assertFound(Severity.BLOCKING, ProblemType.FENCE_UNPROVED, CheckFence.answers(accepting(0)));
    }

    @Test
    void aPrimaryThatLives() {
        assertFound(Severity.OK, null, CheckPrimaryGone.finding(List.of(), NONE));
        assertFound(
                Severity.BLOCKING,
                ProblemType.PRIMARY_ALIVE,
                CheckPrimaryGone.finding(List.of("it answers db3"), NONE));
        assertFound(
                Severity.WARNING,
                ProblemType.PRIMARY_ALIVE,
                CheckPrimaryGone.finding(List.of("it answers db3"), accepting(0)));
    }
}
