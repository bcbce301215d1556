package io.understudy.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.understudy.client.Understudy;
import io.understudy.client.model.AdoptClusterRequest;
import io.understudy.client.model.ArchiveOptions;
import io.understudy.client.model.CreateAccessTokenRequest;
import io.understudy.client.model.CreateCredentialRequest;
import io.understudy.client.model.CreateHostRequest;
import io.understudy.client.model.CredentialKind;
import io.understudy.client.model.Job;
import io.understudy.client.model.JobOutcome;
import io.understudy.client.model.ReplicationSetupRequest;
import io.understudy.client.model.Role;
import io.understudy.testing.LabCluster;
import io.understudy.testing.LabHost;
import io.understudy.testing.LabPair;
import io.understudy.testing.LabService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A whole setup, with everybody writing down all they can: the service logs at its finest, PostgreSQL every statement,
/// and on both hosts somebody looks at all processes all the time.
final class WatchedSetup implements AutoCloseable {
    /// Full of what breaks careless masking, quoting and patterns.
    private static final String PASSPHRASE = "passPhrase +++ $1 \\E 'quoted' \"twice\" ż";

    private static final String SUDO_PASSWORD = "sudoWord+++$2'\\Q\"%41";
    static final String PASSFILE = "/var/lib/postgresql/.pgpass";

    /// Writes down the words and the environment of every process it gets to see, each once.
    private static final String ONLOOKER = """
            open(O, ">", "/root/seen"); O->autoflush(1);
            while (1) {
              for my $p (glob "/proc/[0-9]*/cmdline /proc/[0-9]*/environ") {
                open(F, "<", $p) or next; local $/; my $t = <F>; close F;
                print O "$t\\n" if defined $t && !$seen{$t}++;
              }
              select(undef, undef, undef, 0.002);
            }""";

    final LabPair pair = new LabPair("hush-a", "hush-b");
    final LabService service = new LabService("secrets");
    final Canaries canaries = new Canaries();

    /// Of everything that was made.
    final List<String> ids = new ArrayList<>();

    /// @param folder for the key that is made
    void run(Path folder) throws IOException, InterruptedException {
        String key = key(folder.resolve("key"));
        pair.fresh("15");
        for (LabHost host : hosts()) {
            host.exec(
                    "sh",
                    "-c",
                    "echo \"$0\" >>/home/deploy/.ssh/authorized_keys",
                    Files.readString(folder.resolve("key.pub")).strip());
            host.exec("sh", "-c", "printf 'deploy:%s\\n' \"$0\" | chpasswd", SUDO_PASSWORD);
            host.exec("sh", "-c", "echo 'deploy ALL=(ALL) PASSWD: ALL' >/etc/sudoers.d/zz-password");
            host.exec("systemd-run", "--quiet", "--unit=onlooker", "perl", "-e", ONLOOKER);
        }
        pair.primary().sql("ALTER SYSTEM SET log_statement = 'all'");
        pair.primary().sql("ALTER SYSTEM SET log_min_duration_statement = 0");
        pair.primary().sql("ALTER SYSTEM SET log_connections = on");
        pair.primary().sql("SELECT pg_reload_conf()");
        service.start(
                "quarkus.log.level=ALL",
                "quarkus.log.category.\"io.understudy\".level=ALL",
                "quarkus.log.category.\"org.apache.sshd\".level=ALL",
                "quarkus.log.category.\"org.postgresql\".level=ALL");
        canaries.addKey("private key", key);
        canaries.add("passphrase", PASSPHRASE);
        canaries.add("sudo password", SUDO_PASSWORD);
        canaries.add("first token", Files.readString(service.tokenFile()).strip());
        canaries.add(
                "master key",
                Files.readString(service.data().resolve("secret-key")).strip());
        setUp(key);
        String line = pair.standby().exec("cat", PASSFILE).strip();
        canaries.add("replication password", line.substring(line.lastIndexOf(':') + 1));
        for (LabHost host : hosts()) {
            host.exec("systemctl", "stop", "onlooker");
        }
    }

    private static String key(Path file) throws IOException, InterruptedException {
        Process made = new ProcessBuilder("ssh-keygen", "-q", "-t", "ed25519", "-N", PASSPHRASE, "-f", file.toString())
                .inheritIO()
                .start();
        assertEquals(0, made.waitFor());
        return Files.readString(file);
    }

    private void setUp(String key) {
        try (Understudy api = service.client()) {
            CreateCredentialRequest login = LabCluster.key("login", key).passphrase(PASSPHRASE);
            CreateCredentialRequest sudo = new CreateCredentialRequest()
                    .name("sudo")
                    .kind(CredentialKind.SUDO_PASSWORD)
                    .password(SUDO_PASSWORD);
            CreateHostRequest host = new CreateHostRequest()
                    .user("deploy")
                    .credentialId(remembered(
                            api.credentials().createCredential(login, null).getId()))
                    .sudoCredentialId(remembered(
                            api.credentials().createCredential(sudo, null).getId()));
            LabHost one = pair.primary();
            LabHost other = pair.standby();
            String primary = remembered(api.addHost(host.name("one").address(one.address()), one.fingerprint())
                    .getId());
            String standby = remembered(api.addHost(host.name("other").address(other.address()), other.fingerprint())
                    .getId());
            var token = api.tokens()
                    .createToken(new CreateAccessTokenRequest().name("seen").role(Role.ADMIN));
            canaries.add("second token", token.getSecret());
            remembered(token.getToken().getId());
            String cluster = remembered(api.clusters()
                    .adoptCluster(new AdoptClusterRequest().name("quiet").hostId(primary), null)
                    .getId());
            Job probe = api.job(api.hosts().probeHost(standby, null, null)).waitForCompletion(LabCluster.LIMIT);
            remembered(probe.getId());
            ReplicationSetupRequest request = new ReplicationSetupRequest()
                    .standbyHostId(standby)
                    .allowPrimaryRestart(true)
                    .archive(new ArchiveOptions());
            remembered(api.plan(cluster, request, LabCluster.LIMIT).plan().getPlanId());
            Job job = api.setUp(cluster, request).waitForCompletion(LabCluster.LIMIT);
            assertEquals(JobOutcome.COMPLETED, job.getOutcome());
            remembered(job.getId());
            Job again = api.setUp(cluster, request).waitForCompletion(LabCluster.LIMIT);
            assertEquals(JobOutcome.UNCHANGED, again.getOutcome());
            remembered(again.getId());
        }
    }

    private String remembered(String id) {
        ids.add(id);
        return id;
    }

    List<LabHost> hosts() {
        return List.of(pair.primary(), pair.standby());
    }

    @Override
    public void close() {
        service.close();
        pair.close();
    }
}
