package io.understudy.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataDirectoryFactsTest {
    private static final String RUNNING = """
            == main d
            Type           1B-blocks       Avail Mounted on
            ext4       107374182400 53687091200 /
            == postmaster.pid f
            812
            /var/lib/postgresql/15/main
            1763848800
            5499
            /var/run/postgresql
            localhost
                5499     12345
            ready
            == pg_control f
              7321987654321098765
                        6
            == postgresql.auto.conf f
            port = '5500'
            """;

    @Test
    void runningPrimaryIsRead() {
        DataDirectoryFacts facts = DataDirectoryFacts.parse(RUNNING);

        assertEquals(812, facts.postmaster());
        assertEquals(5499, facts.listeningPort());
        assertEquals("7321987654321098765", facts.systemIdentifier());
        assertEquals(InstanceRole.PRIMARY, facts.runningRole());
        assertEquals(List.of("port = '5500'"), facts.autoSettings());
    }

    /// The states are those of `DBState`: 5 is archive recovery, 6 production, 4 crash recovery, 3 shutting
    /// down.
    @ParameterizedTest
    @CsvSource({
        "6, standby.signal, PRIMARY",
        "5, standby.signal, STANDBY",
        "5, recovery.conf, STANDBY",
        "5, PG_VERSION, UNKNOWN",
        "4, standby.signal, UNKNOWN",
        "3, PG_VERSION, UNKNOWN",
    })
    void roleFollowsTheControlFile(String state, String file, InstanceRole role) {
        String seen = "== " + file + " f\n== pg_control f\n 1\n " + state + "\n";

        assertEquals(role, DataDirectoryFacts.parse(seen).runningRole());
    }

    @Test
    void emptyDirectoryTellsNothing() {
        DataDirectoryFacts facts = DataDirectoryFacts.parse("");

        assertNull(facts.postmaster());
        assertNull(facts.systemIdentifier());
        assertNull(facts.disk());
    }
}
