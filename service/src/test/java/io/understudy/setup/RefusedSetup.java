package io.understudy.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.client.model.Job;
import io.understudy.client.model.JobOutcome;
import io.understudy.client.model.JobState;
import io.understudy.client.model.ReplicationSetupRequest;
import io.understudy.testing.LabCluster;
import io.understudy.testing.LabPair;

/// A setup that is refused with a stable code and a remedy, while both hosts stay as they are.
record RefusedSetup(LabPair pair, LabCluster cluster) {
    /// Everything that a setup could change, on both hosts.
    String state() {
        String list =
                "find /etc/postgresql /etc/cron.d /var/lib/postgresql -maxdepth 3 \\( -name pg_stat -o -name pg_wal \\) -prune -o -type f -name '*conf*' -exec md5sum {} + -o -maxdepth 3 -print | sort; systemctl is-active postgresql@15-main";
        return pair.primary().exec("sh", "-c", list)
                + pair.primary()
                        .sql(
                                "SELECT pg_postmaster_start_time(), (SELECT count(*) FROM pg_replication_slots), (SELECT count(*) FROM pg_roles)")
                + pair.standby().exec("sh", "-c", list);
    }

    void assertRefused(String code, ReplicationSetupRequest request) {
        String before = state();
        Job job = cluster.run(request);
        assertEquals(JobState.FAILED, job.getState());
        assertEquals(JobOutcome.UNCHANGED, job.getOutcome());
        assertNotNull(job.getError());
        assertEquals(code, job.getError().getCode(), job.getError().getDetail());
        assertTrue(job.getError().getRemedy().length() > 10);
        assertEquals(before, state());
    }
}
