package io.understudy.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.understudy.step.Step;
import io.understudy.testing.Eventually;
import io.understudy.testing.LabHost;
import io.understudy.testing.LabPair;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A standby under a name and port that its host does not know yet, beside the instance that the package made.
class NewInstanceLab {
    private static final LabPair PAIR = new LabPair("new-a", "new-b");
    private static final LabHost STANDBY = PAIR.standby();

    @AfterAll
    static void leaveNothing() {
        PAIR.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"15", "9.6"})
    void streamsBesideTheInstanceThatIsThereAndGoesWithoutATrace(String version) {
        PAIR.fresh(version);
        String before = state(version);
        SetupTarget setup = new SetupTarget(PAIR, version, "orders", 5433);
        for (Step<?, ?> step : setup.steps()) {
            if (step.name().equals("ensure-standby-instance")) {
                halfMade(version);
                setup.cutEachWrite(step);
            } else {
                setup.run(step);
            }
        }

        PAIR.primary().sql("CREATE TABLE walk AS SELECT generate_series(1, 1000) AS id");
        Eventually.within(
                Duration.ofSeconds(30),
                "the standby has the primary's rows",
                () -> sql("SELECT count(*) FROM pg_class WHERE relname = 'walk' AND pg_is_in_recovery()")
                        .equals("1"));
        assertEquals(PAIR.primary().sql("SHOW default_text_search_config"), sql("SHOW default_text_search_config"));
        assertEquals(
                List.of("main 5432 online", "orders 5433 online,recovery"),
                STANDBY.exec("sh", "-c", "pg_lsclusters -h | awk '{print $2, $3, $4}'")
                        .lines()
                        .toList());

        setup.undo();
        assertEquals(before, state(version));
    }

    /// As `pg_createcluster` leaves it when the host loses its power in the middle.
    private static void halfMade(String version) {
        STANDBY.exec(
                "sh",
                "-c",
                "install -d -o postgres /etc/postgresql/$0/orders /var/lib/postgresql/$0/orders.understudy-empty && echo $0 >/var/lib/postgresql/$0/orders.understudy-empty/PG_VERSION && echo \"#data_directory = 'ConfigDir'\" >/etc/postgresql/$0/orders/postgresql.conf",
                version);
    }

    private static String state(String version) {
        return STANDBY.exec(
                        "sh",
                        "-c",
                        "find /etc/postgresql/$0 -type f -exec md5sum {} +; find /var/lib/postgresql -maxdepth 2; pg_lsclusters",
                        version)
                + STANDBY.sql("SELECT pg_postmaster_start_time()");
    }

    private static String sql(String statement) {
        return STANDBY.exec("runuser", "-u", "postgres", "--", "psql", "-p", "5433", "-X", "-A", "-t", "-c", statement)
                .strip();
    }
}
