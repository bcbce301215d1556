package io.understudy.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.understudy.testing.Eventually;
import io.understudy.testing.LabPair;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A second setup that wants the running standby to log in as another role: it does, and after the undo it is as
/// before.
class ChangedUpstreamLab {
    private static final LabPair PAIR = new LabPair("role-a", "role-b");

    @AfterAll
    static void leaveNothing() {
        PAIR.close();
    }

    /// @param restarts whether a server of this version takes a new upstream by a restart alone
    @ParameterizedTest
    @CsvSource({"15, false", "9.6, true"})
    void theRunningStandbyLogsInAsTheNewRole(String version, boolean restarts) {
        PAIR.fresh(version);
        SetupTarget first = new SetupTarget(PAIR, version);
        first.steps().forEach(first::run);
        String started = started();

        SetupTarget second = new SetupTarget(PAIR, version).role("other_role");
        second.steps().forEach(second::run);

        awaitRole("other_role");
        assertEquals(restarts, !started.equals(started()), "restarted");
        second.steps().forEach(second::assertUnchanged);

        second.undo();
        awaitRole("understudy_replication");
        first.steps().forEach(first::assertUnchanged);
    }

    private static String started() {
        return PAIR.standby().sql("SELECT pg_postmaster_start_time()");
    }

    private static void awaitRole(String role) {
        Eventually.within(
                Duration.ofSeconds(30),
                "the standby streams as " + role,
                () -> PAIR.primary()
                        .sql("SELECT usename FROM pg_stat_replication WHERE state = 'streaming'")
                        .equals(role));
        PAIR.awaitRunning(PAIR.standby());
    }
}
