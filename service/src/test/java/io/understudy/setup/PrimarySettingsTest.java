package io.understudy.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.setup.PrimarySettings.Current;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrimarySettingsTest {
    private static final SetupSpec SPEC =
            new TestingSpec().primaryAddress("10.0.0.1").spec();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            *                     | 10.0.0.1 | true
            localhost, 10.0.0.1   | 10.0.0.1 | true
            0.0.0.0               | 10.0.0.1 | true
            ::                    | fd00::1  | true
            0.0.0.0               | fd00::1  | false
            localhost             | 10.0.0.1 | false
            10.0.0.11             | 10.0.0.1 | false
            ''                    | 10.0.0.1 | false
            """)
    void whetherAListCoversTheAddress(String addresses, String address, boolean covers) {
        assertEquals(covers, PrimarySettings.listens(addresses, address));
    }

    @Test
    void aListThatHoldsThePrimarysAddressIsLeftAlone() {
        assertEquals(List.of(), wanted("localhost,10.0.0.1", "localhost,10.0.0.1"));
    }

    @Test
    void aListThatSomebodyWroteGetsTheOneAddressThatItLacks() {
        assertEquals(List.of("localhost, 10.0.0.9, 10.0.0.1"), wanted("localhost, 10.0.0.9", "localhost, 10.0.0.9"));
    }

    @Test
    void theDefaultBecomesEveryAddress() {
        assertEquals(List.of("*"), wanted("localhost", "localhost"));
    }

    @Test
    void whatRunsAndDoesNotLastIsWrittenWithoutARestart() {
        PrimarySettings afterAnUndo = settings("*", "localhost");
        assertEquals(List.of("*"), wanted("*", "localhost"));
        assertTrue(afterAnUndo.notInEffect(SPEC).isEmpty());
    }

    @Test
    void whatLastsAndDoesNotRunWaitsForARestart() {
        PrimarySettings written = settings("localhost", "*");
        assertTrue(written.notWritten(SPEC).isEmpty());
        assertFalse(written.notInEffect(SPEC).isEmpty());
    }

    private static List<String> wanted(String running, String lasting) {
        return settings(running, lasting).notWritten(SPEC).stream()
                .map(shortfall -> shortfall.wanted().value())
                .toList();
    }

    private static PrimarySettings settings(String running, String lasting) {
        return new PrimarySettings(
                Map.of("listen_addresses", new Current("listen_addresses", running, lasting, "postmaster", null)),
                0,
                0);
    }
}
