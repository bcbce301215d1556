package io.understudy.promotion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.understudy.client.ConflictException;
import io.understudy.client.model.Job;
import io.understudy.client.model.JobOutcome;
import io.understudy.client.model.JobState;
import io.understudy.client.model.PromotionRequest;
import io.understudy.testing.LabHost;
import io.understudy.testing.LabPair;
import io.understudy.testing.LabService;
import io.understudy.testing.Writers;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// What others do in the middle of a switchover: the way back is closed, the old primary dies, somebody
/// starts it again (with `./test --full`, it takes two minutes), its stop has much to wait for, another
/// request comes.
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
        SERVICE.kill();
        try (Writers writers = new Writers(PAIR)) {
            theWayBackIsClosed(cluster, a, b);
            writers.await(a);
            itDiesBeforeItsStop(cluster, a, b);
            writers.await(a);
            if (System.getenv("UNDERSTUDY_TEST_FULL") != null) {
                somebodyStartsItAgain(cluster, a, b);
                writers.await(a);
            }
            itsStopHasMuchToWaitFor(cluster, a, b);
            writers.await(b);
            writers.stop();
            assertEquals(List.of(a.name(), b.name()), writers.turns());
            assertEquals(Set.of(), writers.lost(b));
        }
    }

    private static String haltedAt(String point, SwitchoverCluster cluster, PromotionRequest request) {
        SERVICE.start("understudy.fault.halt-at=" + point);
        String job = cluster.begin(request);
        assertEquals(137, SERVICE.awaitEnd(), "halted at " + point);
        return job;
    }

    private static void theWayBackIsClosed(SwitchoverCluster cluster, LabHost a, LabHost b) {
        String job = haltedAt(
                "after:ensure-hba-loaded", cluster, cluster.request(a, b).build());
        String hba = "/etc/postgresql/15/main/pg_hba.conf";
        b.exec("sed", "-i", "1i host replication all all reject", hba);
        b.sql("SELECT pg_reload_conf()");
        SERVICE.start();
        Job ended = cluster.end(job);
        SERVICE.kill();
        b.exec("sed", "-i", "/all all reject/d", hba);
        b.sql("SELECT pg_reload_conf()");
        assertFailed(ended, "HBA_REJECTS_REPLICATION");
        assertEquals(JobOutcome.UNCHANGED, ended.getOutcome(), String.valueOf(ended.getResult()));
    }

    /// A stop that was none proves nothing, so nobody is promoted. What was noted on the old primary
    /// cannot be taken back while it is down, and that is told.
    private static void itDiesBeforeItsStop(SwitchoverCluster cluster, LabHost a, LabHost b) {
        String job = haltedAt(
                "before:ensure-primary-stopped", cluster, cluster.request(a, b).build());
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
        String job = haltedAt(
                "after:ensure-caught-up", cluster, cluster.request(a, b).build());
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
        assertEquals(JobState.SUCCEEDED, ended.getState(), String.valueOf(ended.getError()));
        assertEquals(JobOutcome.COMPLETED, ended.getOutcome(), String.valueOf(ended.getResult()));
        assertNotNull(ended.getResult());
        assertNotNull(ended.getResult().getPromotion());
        assertEquals(0, ended.getResult().getPromotion().getRowsAtRisk());
        assertEquals("", b.sql("SELECT relname FROM pg_class WHERE relname = 'half'"));
    }

    private static void assertFailed(Job job, String code) {
        assertEquals(JobState.FAILED, job.getState());
        assertNotNull(job.getError());
        assertEquals(code, job.getError().getCode(), job.getError().getDetail());
    }
}
