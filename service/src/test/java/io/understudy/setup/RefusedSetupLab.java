package io.understudy.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.client.ConflictException;
import io.understudy.client.SetupPlan;
import io.understudy.client.Understudy;
import io.understudy.client.model.CreateHostRequest;
import io.understudy.client.model.ExistingData;
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
        LabHost.fresh("15", PAIR.primary().name());
        LabHost.fresh("15", "--data-size", "300M", PAIR.standby().name());
        SERVICE.start();
        cluster = new LabCluster(SERVICE::client, PAIR);
    }

    @AfterAll
    static void leaveNothing() {
        SERVICE.close();
        PAIR.close();
        OTHER.removeIfThere();
    }

    /// Logins that were tried on the standby's host, by anybody: sshd writes down each, also one that was broken off.
    private static String loginsTried() {
        return PAIR.standby()
                .exec(
                        "sh",
                        "-c",
                        "journalctl -u ssh -o cat | grep -c 'Accepted\\|Failed\\|authenticating user' || true")
                .strip();
    }

    private static void assertRefused(String code, ReplicationSetupRequest request) {
        new RefusedSetup(PAIR, cluster).assertRefused(code, request);
    }

    @Test
    void aDryRunWritesNothing() {
        RefusedSetup hosts = new RefusedSetup(PAIR, cluster);
        String before = hosts.state();
        try (Understudy api = SERVICE.client()) {
            SetupPlan plan = api.plan(cluster.clusterId(), cluster.request().build(), LabCluster.LIMIT);
            assertTrue(plan.plan().getPossible());
            assertTrue(plan.plan().getRestartsPrimary());
            assertTrue(plan.plan().getBytesToCopy() > 10_000_000);
        }
        assertEquals(before, hosts.state());
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
            api.hosts().deleteHost(id, "*");
        } finally {
            OTHER.removeIfThere();
        }
    }

    @Test
    void noPostgresOnTheStandby() {
        LabHost.fresh("none", OTHER.name());
        try (Understudy api = SERVICE.client()) {
            String id = cluster.host(api, OTHER);
            assertRefused(
                    "POSTGRES_NOT_FOUND", cluster.request().standbyHostId(id).build());
            api.hosts().deleteHost(id, "*");
        } finally {
            OTHER.removeIfThere();
        }
    }

    @Test
    void aDiskThatIsTooSmall() {
        PAIR.standby().does("fill-disk", "--leave", "10M");
        try {
            assertRefused("DISK_TOO_SMALL", cluster.request().build());
        } finally {
            PAIR.standby().does("free-disk");
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
            String id = standbyAgain(api, "strange-key", credential);
            api.hosts().trustHostKey(id, shown());
            assertRefused(
                    "SSH_AUTHENTICATION_REFUSED",
                    cluster.request().standbyHostId(id).build());
        }
    }

    @Test
    void aHostKeyThatNobodyTrusted() {
        try (Understudy api = SERVICE.client()) {
            String credential = api.hosts().getHost(cluster.standbyHostId()).getCredentialId();
            String id = standbyAgain(api, "untrusted", credential);
            String before = loginsTried();
            assertRefused(
                    "HOST_KEY_UNKNOWN", cluster.request().standbyHostId(id).build());
            assertEquals(before, loginsTried());
        }
    }

    /// Between two requests the host gets new keys, as when it is installed anew or somebody else answers in its place.
    @Test
    void aHostKeyThatChanged() {
        try (Understudy api = SERVICE.client()) {
            api.plan(cluster.clusterId(), cluster.request().build(), LabCluster.LIMIT);
        }
        PAIR.standby().exec("sh", "-c", """
                mkdir /root/keys && mv /etc/ssh/ssh_host_* /root/keys && ssh-keygen -A && systemctl restart ssh
                pkill -KILL -f '^sshd: deploy' || true""");
        try {
            String before = loginsTried();
            assertRefused("HOST_KEY_CHANGED", cluster.request().build());
            assertEquals(before, loginsTried());
        } finally {
            PAIR.standby().exec("sh", "-c", "mv -f /root/keys/* /etc/ssh && rmdir /root/keys && systemctl restart ssh");
        }
        try (Understudy api = SERVICE.client()) {
            assertTrue(api.plan(cluster.clusterId(), cluster.request().build(), LabCluster.LIMIT)
                    .plan()
                    .getPossible());
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

    /// The standby's host under another name, with no key of it trusted.
    private static String standbyAgain(Understudy api, String name, String credential) {
        return api.hosts()
                .createHost(
                        CreateHostRequest.builder()
                                .name(name)
                                .address(PAIR.standby().address())
                                .user("deploy")
                                .credentialId(credential)
                                .build(),
                        null)
                .getId();
    }

    private static TrustHostKeyRequest shown() {
        return TrustHostKeyRequest.builder()
                .fingerprint(PAIR.standby().fingerprint())
                .build();
    }
}
