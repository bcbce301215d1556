package io.understudy.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class WalSegmentsTest {
    @Test
    void namesAreThoseOfTheServer() {
        WalSegments usual = new WalSegments(1, 16 << 20);
        assertEquals("000000010000000000000003", usual.of(Lsn.parse("0/3000148")));
        assertEquals("0000000100000016000000B3", usual.of(Lsn.parse("16/B374D848")));
        assertEquals("0000000A0000001600000002", new WalSegments(10, 1 << 30).of(Lsn.parse("16/B374D848")));
    }
}
