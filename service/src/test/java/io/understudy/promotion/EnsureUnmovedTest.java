package io.understudy.promotion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.understudy.postgres.HostUnits.State;
import io.understudy.postgres.Lsn;
import io.understudy.postgres.PgControl;
import io.understudy.problem.ProblemType;
import io.understudy.promotion.EnsureUnmoved.Facts;
import io.understudy.standby.Fork;
import io.understudy.step.Plan;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EnsureUnmovedTest {
    private static final Optional<Fork> FORK = Optional.of(Fork.parse(3, """
            1	0/3000148	no recovery target specified

            2	0/50000A0	no recovery target specified
            """));

    private final EnsureUnmoved step = new EnsureUnmoved(TestingSpecs.spec().back());

    private Plan<Void> plan(int state, String checkpoint, int timeline) {
        return step.plan(new Facts(
                new PgControl("7412345678901234567", state, Lsn.parse(checkpoint), timeline),
                State.INACTIVE,
                false,
                FORK));
    }

    @Test
    void whereItWasStopped() {
        assertInstanceOf(Plan.InPlace.class, plan(1, "0/5000028", 2));
    }

    @Test
    void startedAndStoppedAgain() {
        Plan.Blocked<Void> blocked = (Plan.Blocked<Void>) plan(1, "0/6000028", 2);
        assertEquals(ProblemType.OLD_PRIMARY_DIVERGED, blocked.why());
    }

    @Test
    void running() {
        assertInstanceOf(Plan.Blocked.class, plan(6, "0/5000028", 2));
    }

    @Test
    void stoppedWhileItsProcessLivesOn() {
        assertInstanceOf(
                Plan.Awaited.class,
                step.plan(new Facts(
                        new PgControl("7412345678901234567", 1, Lsn.parse("0/5000028"), 2),
                        State.ACTIVE,
                        false,
                        FORK)));
    }

    @Test
    void ofAnotherBranch() {
        assertInstanceOf(Plan.Blocked.class, plan(1, "0/2000028", 1));
    }

    @Test
    void notBeforeSomebodyIsPromoted() {
        assertInstanceOf(
                Plan.Awaited.class,
                step.plan(new Facts(
                        new PgControl("7412345678901234567", 1, Lsn.parse("0/5000028"), 2),
                        State.FAILED,
                        false,
                        Optional.empty())));
    }
}
