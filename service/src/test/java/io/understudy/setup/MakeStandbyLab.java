package io.understudy.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.client.Understudy;
import io.understudy.client.model.Job;
import io.understudy.client.model.JobOutcome;
import io.understudy.client.model.JobType;
import io.understudy.testing.LabCluster;
import io.understudy.testing.LabHost;
import io.understudy.testing.LabPair;
import io.understudy.testing.LabService;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The script that the client's README shows, that very file, makes a standby out of two stock hosts. Its primary is
/// larger than stock: a standby with less than its primary would not answer, or not even start.
class MakeStandbyLab {
    private static final Path SCRIPT = Path.of("../client-sdk/src/example/MakeStandby.java");
    private static final LabPair PAIR = new LabPair("script-a", "script-b");
    private static final LabService SERVICE = new LabService("script");

    @BeforeAll
    static void aPrimaryLargerThanStock() {
        PAIR.fresh("15");
        PAIR.primary().sql("ALTER SYSTEM SET max_connections = 150");
        PAIR.primary().sql("ALTER SYSTEM SET max_worker_processes = 12");
        PAIR.primary().sql("ALTER SYSTEM SET max_locks_per_transaction = 128");
        PAIR.primary().sql("ALTER SYSTEM SET max_prepared_transactions = 7");
        PAIR.primary().exec("systemctl", "restart", "postgresql@15-main");
        PAIR.awaitRunning(PAIR.primary());
        SERVICE.start();
    }

    @AfterAll
    static void leaveNothing() {
        SERVICE.close();
        PAIR.close();
    }

    @Test
    void theScriptOfTheReadmeMakesAStandbyThatStreams() throws Exception {
        ProcessBuilder script = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                SCRIPT.toString(),
                PAIR.primary().address(),
                PAIR.primary().fingerprint(),
                PAIR.standby().address(),
                PAIR.standby().fingerprint(),
                LabHost.key().toString());
        script.environment().put("UNDERSTUDY_URL", SERVICE.uri().toString());
        script.environment().put("UNDERSTUDY_TOKEN_FILE", SERVICE.tokenFile().toString());
        Process run = script.redirectErrorStream(true).start();
        String said = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertTrue(run.waitFor(5, TimeUnit.MINUTES));
        assertEquals(0, run.exitValue(), said);
        assertTrue(said.contains("RUNNING ") && said.endsWith("SUCCEEDED 100 %\nCOMPLETED\n"), said);
        assertEquals("streaming", PAIR.primary().sql("SELECT state FROM pg_stat_replication"));
        PAIR.primary().sql("CREATE TABLE scripted AS SELECT generate_series(1, 100) AS id");
        PAIR.awaitReplayed();
        assertEquals("100", PAIR.standby().sql("SELECT count(*) FROM scripted"));
        assertEquals("150", PAIR.standby().sql("SHOW max_connections"));
        assertEquals("12", PAIR.standby().sql("SHOW max_worker_processes"));
        assertEquals("128", PAIR.standby().sql("SHOW max_locks_per_transaction"));
        assertEquals("7", PAIR.standby().sql("SHOW max_prepared_transactions"));
        whatSomebodyPromotedIsNotTakenBack();
    }

    private static void whatSomebodyPromotedIsNotTakenBack() throws Exception {
        PAIR.standby().exec("pg_ctlcluster", "15", "main", "promote");
        try (Understudy api = SERVICE.client()) {
            String setup = api.jobs()
                    .listJobs(null, null, 10, null, JobType.REPLICATION_SETUP)
                    .getItems()
                    .getFirst()
                    .getId();
            Job undo = api.job(api.jobs().undoJob(setup, null, null)).waitForCompletion(LabCluster.LIMIT);

            assertEquals(JobOutcome.INCOMPLETE, undo.getOutcome());
            List<String> left = Objects.requireNonNull(undo.getResult()).getNextActions();
            assertTrue(
                    Stream.of("ensure-standby-running", "ensure-data-directory-in-place")
                            .allMatch(step -> left.stream().anyMatch(action -> action.startsWith(step))),
                    left::toString);
        }
        assertEquals("100", PAIR.standby().sql("SELECT count(*) FROM scripted WHERE NOT pg_is_in_recovery()"));
    }
}
