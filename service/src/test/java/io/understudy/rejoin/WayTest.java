package io.understudy.rejoin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.understudy.postgres.Lsn;
import io.understudy.postgres.PgControl;
import io.understudy.standby.TimelineHistory;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The primary has come from timeline 1 over 2 to 3.
class WayTest {
    private static final int SHUT_DOWN = 1;
    private static final int IN_ARCHIVE_RECOVERY = 5;
    private static final int IN_PRODUCTION = 6;

    private static final TimelineHistory PRIMARY =
            new TimelineHistory(3, Map.of(1, Lsn.parse("0/3000180"), 2, Lsn.parse("0/5000000")));

    private static Way way(boolean standby, boolean runs, int state, int timeline, @Nullable String end) {
        PgControl control = new PgControl("7412345678901234567", state, new Lsn(0), timeline);
        return Way.of(
                PRIMARY,
                new Stray(
                        standby,
                        runs,
                        control,
                        timeline,
                        Optional.ofNullable(end).map(Lsn::parse)));
    }

    @Test
    void itsLastRecordIsTheOneBeforeTheFork() {
        assertInstanceOf(Way.Attach.class, way(false, false, SHUT_DOWN, 1, "0/3000148"));
        assertInstanceOf(Way.Attach.class, way(false, false, IN_PRODUCTION, 1, "0/3000148"));
    }

    /// A record that begins at the fork is not on the primary's timeline any more.
    @Test
    void itHasARecordOfItsOwn() {
        Way.Diverged diverged = assertInstanceOf(Way.Diverged.class, way(false, false, SHUT_DOWN, 1, "0/3000180"));
        assertEquals(24, diverged.bytes());
        assertEquals(
                0x1000 + 24,
                assertInstanceOf(Way.Diverged.class, way(false, false, IN_PRODUCTION, 2, "0/5001000"))
                        .bytes());
    }

    /// While it runs, what is known is where its next record goes.
    @Test
    void itRunsAndHasWrittenNothingSince() {
        assertInstanceOf(Way.Attach.class, way(false, true, IN_PRODUCTION, 1, "0/3000180"));
        assertInstanceOf(Way.Diverged.class, way(false, true, IN_PRODUCTION, 1, "0/3000181"));
    }

    @Test
    void aStandbyThatFollowsOrIsToFollow() {
        assertInstanceOf(Way.Attach.class, way(true, true, IN_ARCHIVE_RECOVERY, 3, "0/6000000"));
        assertInstanceOf(Way.Attach.class, way(false, false, IN_ARCHIVE_RECOVERY, 3, null));
        assertInstanceOf(Way.Attach.class, way(true, false, IN_ARCHIVE_RECOVERY, 1, null));
        assertInstanceOf(Way.Diverged.class, way(true, true, IN_ARCHIVE_RECOVERY, 1, "0/3000200"));
    }

    @Test
    void whatNobodyCanTell() {
        assertInstanceOf(Way.Unclear.class, way(false, false, IN_PRODUCTION, 1, null));
        assertInstanceOf(Way.Unclear.class, way(false, false, SHUT_DOWN, 4, "0/3000148"));
        assertInstanceOf(Way.Unclear.class, way(false, false, SHUT_DOWN, 3, "0/3000148"));
    }
}
