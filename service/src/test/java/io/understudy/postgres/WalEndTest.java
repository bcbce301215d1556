package io.understudy.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class WalEndTest {
    @Test
    void theLastRecordIsTheOneBeforeTheFault() {
        assertEquals(
                Optional.of(Lsn.parse("0/3000148")),
                WalEnd.parse(
                        "pg_waldump: error: error in WAL record at 0/3000148: invalid record length at 0/3000180: wanted 24, got 0\n"));
    }

    @Test
    void anEndThatWasNotReadIsNotKnown() {
        assertEquals(
                Optional.empty(),
                WalEnd.parse(
                        "pg_waldump: error: could not find file \"000000010000000000000004\": No such file or directory"));
        assertEquals(Optional.empty(), WalEnd.parse(""));
    }
}
