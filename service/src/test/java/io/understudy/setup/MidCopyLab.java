package io.understudy.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.understudy.client.ConflictException;
import io.understudy.client.JobPoller;
import io.understudy.client.Understudy;
import io.understudy.client.model.Job;
import io.understudy.client.model.JobOutcome;
import io.understudy.client.model.JobState;
import io.understudy.testing.Eventually;
import io.understudy.testing.LabCluster;
import io.understudy.testing.LabHost;
import io.understudy.testing.LabPair;
import io.understudy.testing.LabService;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What can go wrong while the copy is under way. The setup ends done, or everything it changed is put back; what
/// it cannot put back it says.
class MidCopyLab {
    private static final LabPair PAIR = new LabPair("mid-a", "mid-b");
    private static final LabService SERVICE = new LabService("midcopy");
    private static LabCluster cluster;

    @BeforeAll
    static void aPrimaryWithDataToCopy() {
        LabHost.fresh("15", PAIR.primary().name());
        LabHost.fresh("15", "--data-size", "1500M", PAIR.standby().name());
        SERVICE.start("understudy.job.host-patience=60s");
        cluster = new LabCluster(SERVICE::client, PAIR);
        PAIR.primary()
                .sql(
                        "CREATE TABLE big AS SELECT i AS id, repeat(md5(i::text), 30) AS text FROM generate_series(1, 250000) i");
    }

    @AfterAll
    static void leaveNothing() {
        SERVICE.close();
        PAIR.close();
    }

    /// Begins a setup and comes back when its pg_basebackup runs.
    private static JobPoller copying() {
        PAIR.standby().does("slow");
        JobPoller job = cluster.begin(cluster.request().build());
        Eventually.within(Duration.ofMinutes(2), "the copy is under way", () -> {
            if (job.poll().getEndedAt() != null) {
                fail("the job ended before it copied: " + job.poll());
            }
            return PAIR.standby()
                    .exec("sh", "-c", "du -sm /var/lib/postgresql/15/main.understudy/data 2>/dev/null | cut -f1")
                    .strip()
                    .matches("[1-9][0-9]+");
        });
        return job;
    }

    private static void assertPutBack(Job job) {
        assertEquals(JobOutcome.UNCHANGED, job.getOutcome(), String.valueOf(job.getResult()));
        assertEquals("0", PAIR.primary().sql("SELECT count(*) FROM pg_replication_slots"));
        assertNoCopy();
        assertEquals("f", PAIR.standby().sql("SELECT pg_is_in_recovery()"));
    }

    private static void assertNoCopy() {
        assertEquals("", PAIR.standby().exec("sh", "-c", "pgrep -x pg_basebackup || true"));
        assertEquals("", PAIR.standby().exec("sh", "-c", "ls -d /var/lib/postgresql/15/main.* 2>/dev/null || true"));
    }

    @Test
    void aSecondSetupIsRefusedMeanwhileAndACancelLeavesNothing() {
        JobPoller first = copying();
        try {
            cluster.begin(cluster.request().build());
            fail("two jobs change one cluster");
        } catch (ConflictException conflict) {
            assertEquals("JOB_CONFLICT", conflict.code());
            assertEquals(first.jobId(), conflict.member("conflictingJobId").orElseThrow());
        }
        first.cancel();
        Job ended = cluster.end(first);
        assertEquals(JobState.CANCELLED, ended.getState());
        assertPutBack(ended);
    }

    @Test
    void aFullDiskPutsEverythingBack() {
        JobPoller job = copying();
        PAIR.standby().does("fill-disk", "--leave", "0M");
        Job ended = cluster.end(job);
        PAIR.standby().does("free-disk");
        PAIR.awaitRunning(PAIR.standby());
        assertNotNull(ended.getError());
        assertEquals("DISK_FULL", ended.getError().getCode(), ended.getError().getDetail());
        assertPutBack(ended);
    }

    @Test
    void theLinkIsCutAndComesBack() {
        JobPoller job = copying();
        PAIR.standby().does("cut");
        LockSupport.parkNanos(Duration.ofSeconds(30).toNanos());
        PAIR.standby().does("heal");
        Job ended = cluster.end(job);
        assertEquals(JobState.SUCCEEDED, ended.getState(), String.valueOf(ended.getError()));
        PAIR.awaitReplayed();
        assertEquals("250000", PAIR.standby().sql("SELECT count(*) FROM big"));
        try (Understudy api = SERVICE.client()) {
            assertPutBack(undone(cluster.end(api.job(api.jobs().undoJob(job.jobId(), null, null)))));
        }
    }

    /// An undo that has done its work is COMPLETED; for the hosts that is the same as nothing having been changed.
    private static Job undone(Job undo) {
        assertEquals(JobOutcome.COMPLETED, undo.getOutcome(), String.valueOf(undo.getResult()));
        PAIR.awaitRunning(PAIR.standby());
        return undo.outcome(JobOutcome.UNCHANGED);
    }

    @Test
    void theStandbyLosesItsPower() {
        JobPoller job = copying();
        PAIR.standby().does("power-off");
        Job ended = cluster.end(job);
        assertEquals(JobState.FAILED, ended.getState());
        assertEquals(JobOutcome.INCOMPLETE, ended.getOutcome());
        assertNotNull(ended.getError());
        assertEquals("HOST_UNREACHABLE", ended.getError().getCode());
        assertNotNull(ended.getResult());
        assertTrue(ended.getResult().getNextActions().stream()
                .anyMatch(action -> action.contains(PAIR.standby().name())));
        assertEquals("0", PAIR.primary().sql("SELECT count(*) FROM pg_replication_slots"));
        PAIR.standby().does("power-on");
        try (Understudy api = SERVICE.client()) {
            assertPutBack(undone(cluster.end(api.job(api.jobs().undoJob(job.jobId(), null, null)))));
        }
    }

    @Test
    void thePrimaryStops() {
        JobPoller job = copying();
        PAIR.primary().exec("systemctl", "stop", "postgresql@15-main");
        Job ended = cluster.end(job);
        PAIR.primary().exec("systemctl", "start", "postgresql@15-main");
        assertEquals(JobState.FAILED, ended.getState());
        assertNotNull(ended.getError());
        assertEquals(
                "BASE_BACKUP_FAILED",
                ended.getError().getCode(),
                ended.getError().getDetail());
        assertEquals(JobOutcome.INCOMPLETE, ended.getOutcome());
        assertNoCopy();
        assertEquals("f", PAIR.standby().sql("SELECT pg_is_in_recovery()"));
        try (Understudy api = SERVICE.client()) {
            assertPutBack(undone(cluster.end(api.job(api.jobs().undoJob(job.jobId(), null, null)))));
        }
    }
}
