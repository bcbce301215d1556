package io.understudy.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// What `od` makes of real control files.
class PgControlTest {
    /// 15: one checkpoint in the file, the timeline at byte 48.
    @Test
    void aPrimaryOf15ThatWasStopped() {
        PgControl control = PgControl.parse("""
                  7412345678901234567  868083230016820 1 1700000000 100663336 100663336 4294967297 0
                  1 2 1300 202209061 1 0 1700000000 0 100663336 0 100663336 0 3 3 0 0
                """);
        assertTrue(control.shutDown());
        assertEquals(Lsn.parse("0/6000028"), control.checkpoint());
        assertEquals(3, control.timeline());
    }

    /// 9.6: the checkpoint before the last one comes first, the timeline is at byte 56.
    @Test
    void aRunningPrimaryOf96() {
        PgControl control = PgControl.parse("""
                  7412345678901234567  868083230016820 6 1700000000 18446744073709551615 100663336 100663336 1
                  1 2 960 201608131 6 0 1700000000 0 4294967295 4294967295 100663336 0 100663336 0 7 7
                """);
        assertFalse(control.shutDown());
        assertEquals(new Lsn(-1), control.checkpoint());
        assertEquals(7, control.timeline());
    }
}
