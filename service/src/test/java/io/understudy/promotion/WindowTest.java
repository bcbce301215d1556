package io.understudy.promotion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.postgres.Lsn;
import io.understudy.postgres.PgControl;
import io.understudy.step.Plan;
import org.junit.jupiter.api.Test;

class WindowTest {
    private static final int SHUT_DOWN = 1;
    private static final int IN_PRODUCTION = 6;

    private final EnsurePromoted step = new EnsurePromoted(TestingSpecs.spec());

    private static Window window(int state, String checkpoint, String replayed) {
        return new Window(
                new PgControl("7412345678901234567", state, Lsn.parse(checkpoint), 1),
                false,
                Lsn.parse(replayed),
                Lsn.parse(replayed));
    }

    @Test
    void beyondTheBeginningOfTheLastRecordIsAll() {
        Window window = window(SHUT_DOWN, "0/4000028", "0/40000A0");

        assertTrue(window.caughtUp());
        Plan.Needed<EnsurePromoted.Change> plan = (Plan.Needed<EnsurePromoted.Change>) step.plan(window);
        assertEquals(
                new EnsurePromoted.Change(Lsn.parse("0/4000028"), Lsn.parse("0/40000A0"), Lsn.parse("0/40000A0"), 1),
                plan.change());
    }

    /// With an archive the shutdown checkpoint opens a segment, and the replay of the switch to it ends
    /// before that.
    @Test
    void theSwitchToTheLastSegmentIsNotAll() {
        Window window = window(SHUT_DOWN, "0/4000028", "0/4000000");

        assertFalse(window.caughtUp());
        assertInstanceOf(Plan.Awaited.class, step.plan(window));
    }

    @Test
    void theBeginningOfTheLastRecordIsNotAll() {
        assertFalse(window(SHUT_DOWN, "0/3A5F2B0", "0/3A5F2B0").caughtUp());
    }

    @Test
    void nothingIsPromotedWhileTheOldPrimaryRuns() {
        assertInstanceOf(Plan.Awaited.class, step.plan(window(IN_PRODUCTION, "0/4000028", "0/9000000")));
    }

    @Test
    void whatIsPromotedIsLeftAlone() {
        Window promoted = new Window(null, true, null, null);

        assertInstanceOf(Plan.InPlace.class, step.plan(promoted));
    }
}
