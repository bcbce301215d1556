package io.understudy.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.setup.PrimarySettings.Current;
import io.understudy.step.StepOutcome;
import io.understudy.testing.Eventually;
import io.understudy.testing.LabHost;
import io.understudy.testing.LabPair;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// The primary's settings through setups, undos and restarts: what is written, what runs, and that they agree in the
/// end.
@ParameterizedClass
@ValueSource(strings = {"15", "9.6"})
class PrimarySettingsLab {
    private static final LabPair PAIR = new LabPair("set-a", "set-b");
    private static final LabHost PRIMARY = PAIR.primary();
    private static final List<String> STEPS = List.of(
            "ensure-archive-directory",
            "ensure-archive-cleanup-script",
            "ensure-archive-cleanup",
            "ensure-primary-settings",
            "ensure-primary-settings-in-effect");

    private final String version;
    private final SetupTarget setup;

    PrimarySettingsLab(String version) {
        this.version = version;
        this.setup = new SetupTarget(PAIR, version);
    }

    @BeforeEach
    void stockHosts() {
        PAIR.fresh(version);
    }

    @AfterAll
    static void leaveNothing() {
        PAIR.close();
    }

    @Test
    void afterAnUndoTheNextSetupWritesAgainWhatStillRuns() {
        STEPS.forEach(this::run);
        setup.undo();
        assertFalse(managedConf().contains("listen_addresses"), managedConf());
        String started = PRIMARY.sql("SELECT pg_postmaster_start_time()");

        assertInstanceOf(StepOutcome.Changed.class, run("ensure-primary-settings"));
        run("ensure-primary-settings-in-effect");

        assertEquals(started, PRIMARY.sql("SELECT pg_postmaster_start_time()"), "nothing needed a restart");
        restart();
        assertEquals("*", PRIMARY.sql("SHOW listen_addresses"));
        assertEquals("on", PRIMARY.sql("SHOW archive_mode"));
        assertEquals("10", PRIMARY.sql("SHOW max_wal_senders"));
        assertEquals(new StepOutcome.Unchanged(), run("ensure-primary-settings"));
        assertEquals(new StepOutcome.Unchanged(), run("ensure-primary-settings-in-effect"));
    }

    /// A server whose `archive_mode` is on keeps each segment until its command has reported success.
    @Test
    void afterAnUndoNoWalPilesUp() {
        STEPS.forEach(this::run);
        String left = String.valueOf(setup.undo().get("ensure-primary-settings"));

        assertTrue(left.contains("archive_mode stays on until PostgreSQL restarts"), left);
        assertEquals("on", PRIMARY.sql("SHOW archive_mode"));
        PRIMARY.sql("CREATE TABLE some_rows AS SELECT generate_series(1, 1000) AS id");
        PRIMARY.sql(version.equals("9.6") ? "SELECT pg_switch_xlog()" : "SELECT pg_switch_wal()");
        Eventually.within(Duration.ofSeconds(30), "no segment waits to be archived", () -> waiting() == 0);

        restart();
        assertEquals("off", PRIMARY.sql("SHOW archive_mode"));
        assertFalse(setup.undo().containsKey("ensure-primary-settings"));
        assertEquals("", managedConf());
    }

    /// systemd may leave a while between the stop and the start, in which the unit is inactive.
    @Test
    void aRestartIsWaitedForThoughItsStartHasToWait() {
        PRIMARY.exec("sh", "-c", """
                cd /run/systemd/system && mkdir postgresql@.service.d
                printf '[Service]\\nType=oneshot\\nExecStart=/bin/sleep 5\\n' >slow.service
                printf '[Unit]\\nAfter=slow.service\\n' >postgresql@.service.d/slow.conf
                systemctl daemon-reload
                """);
        STEPS.stream().takeWhile(step -> !step.equals(STEPS.getLast())).forEach(this::run);
        PRIMARY.exec("systemctl", "start", "--no-block", "slow");

        assertInstanceOf(StepOutcome.Changed.class, run(STEPS.getLast()));

        assertEquals(
                "inactive",
                PRIMARY.exec("systemctl", "show", "-P", "ActiveState", "slow").strip());
    }

    @Test
    void whatARestartWouldBringIsReadFromTheFiles() {
        String keep = version.equals("9.6") ? "wal_keep_segments = 64" : "wal_keep_size = '1GB'";
        PRIMARY.exec(
                "sh",
                "-c",
                "printf '%s\\n' 'max_wal_senders = 7' 'max_wal_senders = 2' 'hot_standby = yes' \"$1\" >> \"$0\"",
                "/etc/postgresql/%s/main/postgresql.conf".formatted(version),
                keep);
        PRIMARY.sql("ALTER SYSTEM SET max_replication_slots = 3");

        Map<String, Current> read =
                PrimarySettings.read(setup.target(), setup.spec()).current();

        Map<String, String> lasting = read.values().stream().collect(Collectors.toMap(Current::name, Current::lasting));
        assertEquals("2", lasting.get("max_wal_senders"));
        assertEquals("on", lasting.get("hot_standby"));
        assertEquals("3", lasting.get("max_replication_slots"));
        assertEquals("localhost", lasting.get("listen_addresses"));
        assertEquals(
                version.equals("9.6") ? "64" : "1024",
                lasting.get(version.equals("9.6") ? "wal_keep_segments" : "wal_keep_size"));
    }

    private StepOutcome run(String name) {
        return setup.run(setup.step(name));
    }

    private void restart() {
        setup.target().close();
        PRIMARY.exec("systemctl", "restart", "postgresql@%s-main".formatted(version));
        PAIR.awaitRunning(PRIMARY);
    }

    private String managedConf() {
        return PRIMARY.exec(
                "sh",
                "-c",
                "cat /etc/postgresql/%s/main/conf.d/understudy.conf 2>/dev/null || true".formatted(version));
    }

    private int waiting() {
        return Integer.parseInt(PRIMARY.exec(
                        "sh",
                        "-c",
                        "ls /var/lib/postgresql/%s/main/pg_*/archive_status/*.ready 2>/dev/null | wc -l"
                                .formatted(version))
                .strip());
    }
}
