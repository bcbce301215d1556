package io.understudy.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.client.ConflictException;
import io.understudy.client.JobFailedException;
import io.understudy.client.SetupPlan;
import io.understudy.client.Understudy;
import io.understudy.client.model.CreateHostRequest;
import io.understudy.client.model.ExistingData;
import io.understudy.client.model.Job;
import io.understudy.client.model.JobOutcome;
import io.understudy.client.model.JobState;
import io.understudy.client.model.ReplicationSetupRequest;
import io.understudy.client.model.TrustHostKeyRequest;
import io.understudy.testing.LabCluster;
import io.understudy.testing.LabHost;
import io.understudy.testing.LabPair;
import io.understudy.testing.LabService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Setups that must not begin: each ends with a stable code and a remedy, and neither host is touched.
class RefusedSetupLab {
    private static final LabPair PAIR = new LabPair("no-a", "no-b");
    private static final LabHost OTHER = new LabHost("no-c");
    private static final LabService SERVICE = new LabService("refused");
    private static LabCluster cluster;

    @BeforeAll
    static void stockHosts() {
        PAIR.fresh("15");
        SERVICE.start();
        cluster = new LabCluster(SERVICE::client, PAIR);
    }

    @AfterAll
    static void leaveNothing() {
        SERVICE.close();
        PAIR.close();
        OTHER.removeIfThere();
    }

    /// Everything that a setup could change, on both hosts.
    private static String state() {
        String list =
                "find /etc/postgresql /etc/cron.d /var/lib/postgresql -maxdepth 3 \\( -name pg_stat -o -name pg_wal \\) -prune -o -type f -name '*conf*' -exec md5sum {} + -o -maxdepth 3 -print | sort; systemctl is-active postgresql@15-main";
        return PAIR.primary().exec("sh", "-c", list)
                + PAIR.primary()
                        .sql(
                                "SELECT pg_postmaster_start_time(), (SELECT count(*) FROM pg_replication_slots), (SELECT count(*) FROM pg_roles)")
                + PAIR.standby().exec("sh", "-c", list);
    }

    private static void assertRefused(String code, ReplicationSetupRequest request) {
        String before = state();
        Job job = cluster.run(request);
        assertEquals(JobState.FAILED, job.getState());
        assertEquals(JobOutcome.UNCHANGED, job.getOutcome());
        assertNotNull(job.getError());
        assertEquals(code, job.getError().getCode(), job.getError().getDetail());
        assertTrue(job.getError().getRemedy().length() > 10);
        assertEquals(before, state());
    }

    @Test
    void aDryRunWritesNothing() {
        String before = state();
        try (Understudy api = SERVICE.client()) {
            SetupPlan plan = api.plan(cluster.clusterId(), cluster.request().build(), LabCluster.LIMIT);
            assertTrue(plan.plan().getPossible());
            assertTrue(plan.plan().getRestartsPrimary());
            assertTrue(plan.plan().getBytesToCopy() > 10_000_000);
        }
        assertEquals(before, state());
    }

    @Test
    void aRestartThatWasNotAllowed() {
        assertRefused(
                "PRIMARY_RESTART_NOT_ALLOWED",
                cluster.request().allowPrimaryRestart(false).build());
    }

    @Test
    void aPortThatIsTaken() {
        PAIR.standby().exec("pg_createcluster", "15", "squatter", "-p", "5499", "--start");
        try {
            assertRefused("PORT_IN_USE", cluster.request().port(5499).build());
        } finally {
            PAIR.standby().exec("pg_dropcluster", "--stop", "15", "squatter");
        }
    }

    @Test
    void aRunningServerWithData() {
        PAIR.standby().sql("CREATE TABLE precious AS SELECT 1 AS id");
        try {
            assertRefused(
                    "DATA_DIRECTORY_IN_USE",
                    cluster.request().existingData(ExistingData.DELETE).build());
            assertEquals("1", PAIR.standby().sql("SELECT count(*) FROM precious"));
        } finally {
            PAIR.standby().sql("DROP TABLE precious");
        }
    }

    @Test
    void dataThatTheRequestWantsKept() {
        assertRefused(
                "DATA_DIRECTORY_NOT_EMPTY",
                cluster.request().existingData(ExistingData.REFUSE).build());
    }

    @Test
    void sudoDeniedForOneCommand() {
        PAIR.standby()
                .exec(
                        "sh",
                        "-c",
                        "echo 'deploy ALL=(ALL) NOPASSWD: ALL, !/usr/bin/systemd-run' > /etc/sudoers.d/zz-denied");
        try {
            assertRefused("SUDO_DENIED", cluster.request().build());
        } finally {
            PAIR.standby().exec("rm", "/etc/sudoers.d/zz-denied");
        }
    }

    @Test
    void anotherMajorVersion() {
        LabHost.fresh("9.6", OTHER.name());
        try (Understudy api = SERVICE.client()) {
            String id = cluster.host(api, OTHER);
            // Its own instance has the usual port.
            assertRefused(
                    "VERSION_MISMATCH",
                    cluster.request().standbyHostId(id).port(5499).build());
        }
    }

    @Test
    void aWrongKey(@TempDir Path folder) throws IOException, InterruptedException {
        Path key = folder.resolve("key");
        new ProcessBuilder("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString())
                .start()
                .waitFor();
        try (Understudy api = SERVICE.client()) {
            String credential = api.credentials()
                    .createCredential(LabCluster.key("stranger", Files.readString(key)), null)
                    .getId();
            assertEquals("SSH_AUTHENTICATION_REFUSED", probe(api, "strange-key", credential, true));
        }
    }

    @Test
    void aHostKeyThatNobodyTrusted() {
        try (Understudy api = SERVICE.client()) {
            assertEquals(
                    "HOST_KEY_UNKNOWN",
                    probe(
                            api,
                            "untrusted",
                            api.hosts().getHost(cluster.standbyHostId()).getCredentialId(),
                            false));
        }
    }

    @Test
    void aPlanThatNoLongerHolds() {
        try (Understudy api = SERVICE.client()) {
            SetupPlan plan = api.plan(cluster.clusterId(), cluster.request().build(), LabCluster.LIMIT);
            PAIR.primary().sql("CREATE ROLE understudy_replication");
            try {
                ConflictException stale = assertThrows(ConflictException.class, () -> api.apply(plan));
                assertEquals("PLAN_STALE", stale.code());
                assertTrue(
                        stale.problem().getDetail().contains("ensure-replication-role"),
                        stale.problem().getDetail());
            } finally {
                PAIR.primary().sql("DROP ROLE understudy_replication");
            }
        }
    }

    private static String probe(Understudy api, String name, String credential, boolean trusted) {
        String id = api.hosts()
                .createHost(
                        CreateHostRequest.builder()
                                .name(name)
                                .address(PAIR.standby().address())
                                .user("deploy")
                                .credentialId(credential)
                                .build(),
                        null)
                .getId();
        if (trusted) {
            api.hosts()
                    .trustHostKey(
                            id,
                            TrustHostKeyRequest.builder()
                                    .fingerprint(PAIR.standby().fingerprint())
                                    .build());
        }
        return assertThrows(
                        JobFailedException.class,
                        () -> api.job(api.hosts().probeHost(id, null, null)).waitForCompletion(LabCluster.LIMIT))
                .code();
    }
}
