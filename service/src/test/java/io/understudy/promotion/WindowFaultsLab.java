package io.understudy.promotion;

import static io.understudy.promotion.EndedJobs.assertFailed;
import static io.understudy.promotion.EndedJobs.assertRefused;
import static io.understudy.promotion.EndedJobs.promoted;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.client.ConflictException;
import io.understudy.client.Understudy;
import io.understudy.client.model.Job;
import io.understudy.client.model.JobEvent;
import io.understudy.client.model.JobOutcome;
import io.understudy.client.model.JobStepState;
import io.understudy.client.model.PromotionRequest;
import io.understudy.client.model.PromotionResult;
import io.understudy.testing.Eventually;
import io.understudy.testing.LabHost;
import io.understudy.testing.LabPair;
import io.understudy.testing.LabService;
import io.understudy.testing.Part;
import io.understudy.testing.Writers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// What others do in the middle of a switchover: the way back is closed, the old primary dies, somebody
/// starts it again (with `./test --full`, it takes two minutes), the target dies, the old primary's stop has
/// much to wait for, another request comes, the answers to the stop and to the promotion are lost.
class WindowFaultsLab {
    private static final LabPair PAIR = new LabPair("win-a", "win-b");
    private static final LabService SERVICE = new LabService("windowfaults");

    @AfterAll
    static void leaveNothing() {
        SERVICE.close();
        PAIR.close();
    }

    @Test
    void others() {
        SwitchoverCluster cluster = new SwitchoverCluster(SERVICE.start(), PAIR, "15");
        LabHost a = PAIR.primary();
        LabHost b = PAIR.standby();
        a.sql("ALTER SYSTEM SET archive_mode = on");
        a.sql("ALTER SYSTEM SET archive_command = 'sleep 4'");
        thePasswordIsAnother(cluster, a, b);
        SERVICE.kill();
        try (Writers writers = new Writers(PAIR)) {
            theWayBackIsClosed(cluster, a, b);
            writers.await(a);
            itDiesBeforeItsStop(cluster, a, b);
            writers.await(a);
            if (Part.isWhole()) {
                somebodyStartsItAgain(cluster, a, b);
                writers.await(a);
            }
            theTargetDies(cluster, a, b);
            writers.await(a);
            itsStopHasMuchToWaitFor(cluster, a, b);
            writers.await(b);
            theAnswersAreLost(cluster, writers, b, a);
            writers.stop();
            assertEquals(List.of(a.name(), b.name(), a.name()), writers.turns());
            assertEquals(Set.of(), writers.lost(a));
        }
    }

    private static String haltedAt(String point, SwitchoverCluster cluster, LabHost from, LabHost to) {
        SERVICE.start("understudy.fault.halt-at=" + point);
        String job = cluster.begin(cluster.request(from, to).build());
        assertEquals(137, SERVICE.awaitEnd(), "halted at " + point);
        return job;
    }

    private static void thePasswordIsAnother(SwitchoverCluster cluster, LabHost a, LabHost b) {
        String verifier = a.sql("SELECT rolpassword FROM pg_authid WHERE rolname = 'understudy_replication'");
        a.sql("ALTER ROLE understudy_replication PASSWORD 'another'");
        Job refused = cluster.run(cluster.request(a, b).build());
        a.sql("ALTER ROLE understudy_replication PASSWORD '%s'".formatted(verifier));
        assertRefused(refused, "REPLICATION_ROLE_IN_USE");
    }

    private static void theWayBackIsClosed(SwitchoverCluster cluster, LabHost a, LabHost b) {
        String job = haltedAt("after:ensure-hba-loaded", cluster, a, b);
        String hba = "/etc/postgresql/15/main/pg_hba.conf";
        b.exec("sed", "-i", "1i host replication all all reject", hba);
        b.sql("SELECT pg_reload_conf()");
        SERVICE.start();
        Job ended = cluster.end(job);
        SERVICE.kill();
        b.exec("sed", "-i", "/all all reject/d", hba);
        b.sql("SELECT pg_reload_conf()");
        assertRefused(ended, "HBA_REJECTS_REPLICATION");
    }

    /// A stop that was none proves nothing, so nobody is promoted. What was noted on the old primary
    /// cannot be taken back while it is down, and that is told.
    private static void itDiesBeforeItsStop(SwitchoverCluster cluster, LabHost a, LabHost b) {
        String job = haltedAt("before:ensure-primary-stopped", cluster, a, b);
        a.exec("sh", "-c", "kill -9 $(head -n 1 /var/lib/postgresql/15/main/postmaster.pid)");
        SERVICE.start();
        Job ended = cluster.end(job);
        SERVICE.kill();
        assertFailed(ended, "PRIMARY_NOT_STOPPED");
        assertEquals("t", b.sql("SELECT pg_is_in_recovery()"));
        a.exec("pg_ctlcluster", "15", "main", "start");
    }

    /// Past `start.conf`, by PostgreSQL's own program.
    private static void somebodyStartsItAgain(SwitchoverCluster cluster, LabHost a, LabHost b) {
        String job = haltedAt("after:ensure-caught-up", cluster, a, b);
        // Its process archives for a while yet, and as long as it does no other can start.
        Eventually.within(
                Duration.ofSeconds(30),
                "the old primary's process has ended",
                () -> a.exec("sh", "-c", "ls /var/lib/postgresql/15/main/postmaster.pid 2>/dev/null || true")
                        .isBlank());
        a.exec(
                "runuser",
                "-u",
                "postgres",
                "--",
                "/usr/lib/postgresql/15/bin/pg_ctl",
                "start",
                "-s",
                "-W",
                "-l",
                "/dev/null",
                "-D",
                "/var/lib/postgresql/15/main",
                "-o",
                "-c config_file=/etc/postgresql/15/main/postgresql.conf");
        SERVICE.start();
        Job ended = cluster.end(job);
        SERVICE.kill();
        assertFailed(ended, "TARGET_BEHIND");
        assertEquals("t", b.sql("SELECT pg_is_in_recovery()"));
        // Back into its unit: a server past it is taken for none.
        a.exec("pg_ctlcluster", "--skip-systemctl-redirect", "15", "main", "stop");
        a.exec("pg_ctlcluster", "15", "main", "start");
        awaitStreaming(a);
    }

    /// Nobody is promoted, and what was made on it stays until it is back.
    private static void theTargetDies(SwitchoverCluster cluster, LabHost a, LabHost b) {
        String job = haltedAt("after:ensure-caught-up", cluster, a, b);
        b.exec("sh", "-c", "kill -9 $(head -n 1 /var/lib/postgresql/15/main/postmaster.pid)");
        SERVICE.start();
        Job ended = cluster.end(job);
        SERVICE.kill();
        assertFailed(ended, "POSTGRES_UNAVAILABLE");
        assertEquals(JobOutcome.INCOMPLETE, ended.getOutcome());
        assertTrue(SwitchoverCluster.nextActions(ended).contains(b.name()), () -> SwitchoverCluster.nextActions(ended));
        b.exec("pg_ctlcluster", "15", "main", "start");
        awaitStreaming(a);
    }

    private static void awaitStreaming(LabHost primary) {
        Eventually.within(
                Duration.ofSeconds(30),
                "the standby streams from " + primary.name(),
                () -> primary.sql("SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'")
                        .equals("1"));
    }

    private static void itsStopHasMuchToWaitFor(SwitchoverCluster cluster, LabHost a, LabHost b) {
        SERVICE.start();
        a.exec(
                "sh",
                "-c",
                "setsid runuser -u postgres -- psql -c 'BEGIN; CREATE TABLE half (); SELECT pg_sleep(600)' </dev/null >/dev/null 2>&1 &");
        PromotionRequest request = cluster.request(a, b).build();
        String job = cluster.begin(request);
        assertEquals(
                "JOB_CONFLICT",
                assertThrows(ConflictException.class, () -> cluster.begin(request))
                        .code());
        Job ended = cluster.end(job);
        PromotionResult result = assertNothingLost(ended);
        assertNotNull(result.getProof());
        String checkpoint = result.getProof().getShutdownCheckpointLsn();
        assertTrue(checkpoint.endsWith("000028"), "with an archive it opens a segment: " + checkpoint);
        assertEquals("", b.sql("SELECT relname FROM pg_class WHERE relname = 'half'"));
    }

    /// Both commands go on without their sessions. A receiver that does not listen holds the old primary's process, but
    /// not the new primary.
    private static void theAnswersAreLost(SwitchoverCluster cluster, Writers writers, LabHost from, LabHost to) {
        awaitStreaming(from);
        SlowPgCtl.on(from);
        SlowPgCtl.on(to);
        // So the promotion comes to its end just while it is asked for again.
        to.sql("ALTER SYSTEM SET recovery_end_command = 'sleep 2'");
        to.sql("SELECT pg_reload_conf()");
        aReceiverThatDoesNotListen(from, to);
        String job = cluster.begin(cluster.request(from, to).build());
        SlowPgCtl.endSessionsDuring(from);
        SlowPgCtl.endSessionsDuring(to);
        writers.await(to);
        to.exec("systemctl", "kill", "--signal=CONT", "receiver");
        Job ended = cluster.end(job);
        to.exec("systemctl", "stop", "receiver");
        assertNothingLost(ended);
        assertTrue(ended.getWarnings().stream()
                .anyMatch(warning -> warning.getCode().equals("OTHER_WALSENDER")));
        Set<String> lost = Set.of("ensure-primary-stopped", EnsurePromoted.NAME);
        assertTrue(ended.getSteps().stream()
                .filter(step -> lost.contains(step.getName()))
                .allMatch(step -> step.getState() == JobStepState.CHANGED));
        try (Understudy api = SERVICE.client()) {
            assertEquals(
                    lost,
                    api.jobs().listJobLogs(job, 0L, 1000, null).getItems().stream()
                            .filter(line -> String.valueOf(line.getData()).contains("link lost"))
                            .map(JobEvent::getStep)
                            .collect(Collectors.toSet()));
        }
    }

    private static void aReceiverThatDoesNotListen(LabHost from, LabHost to) {
        to.exec("install", "-d", "-o", "postgres", "/var/tmp/received");
        to.exec(
                "systemd-run",
                "--quiet",
                "--unit=receiver",
                "--uid=postgres",
                "/usr/lib/postgresql/15/bin/pg_receivewal",
                "-h",
                from.address(),
                "-U",
                "understudy_replication",
                "-w",
                "-D",
                "/var/tmp/received");
        Eventually.within(
                Duration.ofSeconds(20),
                "it receives",
                () -> from.sql("SELECT state FROM pg_stat_replication WHERE application_name = 'pg_receivewal'")
                        .equals("streaming"));
        to.exec("systemctl", "kill", "--signal=STOP", "receiver");
    }

    private static PromotionResult assertNothingLost(Job job) {
        PromotionResult result = promoted(job);
        assertEquals(0, result.getRowsAtRisk());
        return result;
    }
}
