package io.understudy.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.ssh.SshConnections;
import io.understudy.ssh.SshSession;
import io.understudy.testing.Eventually;
import io.understudy.testing.LabHost;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostProbeLab {
    private static final SshConnections CONNECTIONS = new SshConnections();

    @BeforeAll
    static void boot() {
        LabHost.fresh("15", "probe15");
        LabHost.fresh("9.6", "probe96");
        LabHost.fresh("none", "probe0");
    }

    @AfterAll
    static void remove() {
        CONNECTIONS.close();
        List.of("probe15", "probe96", "probe0").forEach(name -> new LabHost(name).removeIfThere());
    }

    @ParameterizedTest
    @CsvSource({"probe15, 15", "probe96, 9.6"})
    void instanceIsSeenInEveryState(String name, String major) {
        LabHost host = new LabHost(name);
        host.does("reset");
        String identifier = host.sql("SELECT system_identifier FROM pg_control_system()");
        String server = "postgresql@" + major + "-main";

        HostFacts stock = probe(host);
        assertEquals(List.of(), stock.unknown());
        assertEquals(List.of(), stock.sudo().refused());
        assertInstance(stock, major, identifier, true, InstanceRole.PRIMARY);
        assertEquals(5432, stock.instances().getFirst().port());

        host.sql("CREATE TABLE somebodys (n int)");
        assertInstance(probe(host), major, identifier, false, InstanceRole.PRIMARY);

        host.exec("systemctl", "stop", server);
        assertInstance(probe(host), major, identifier, false, InstanceRole.STOPPED);

        String directory = "/var/lib/postgresql/" + major + "/main/";
        String wish = major.equals("9.6")
                ? "echo standby_mode=on > " + directory + "recovery.conf"
                : "touch " + directory + "standby.signal";
        host.exec("sh", "-c", wish + "; chown postgres " + directory + "*; systemctl --no-block start " + server);
        Eventually.within(Duration.ofSeconds(20), "it follows", () -> role(host) == InstanceRole.STANDBY);
        assertInstance(probe(host), major, identifier, false, InstanceRole.STANDBY);
    }

    @Test
    void portIsTheOneThatIsListenedOn() {
        LabHost host = new LabHost("probe15");
        host.does("reset");
        host.sql("ALTER SYSTEM SET port = 5499");
        assertEquals(5432, probe(host).instances().getFirst().port());

        host.exec("systemctl", "restart", "postgresql@15-main");
        assertEquals(5499, probe(host).instances().getFirst().port());

        host.exec("systemctl", "stop", "postgresql@15-main");
        assertEquals(5499, probe(host).instances().getFirst().port());
    }

    @Test
    void whatSudoDeniesIsAbsentAndExplained() {
        LabHost host = new LabHost("probe15");
        host.does("reset");
        host.exec("sh", "-c", "echo 'deploy ALL=(root) NOPASSWD: /usr/bin/systemctl' > /etc/sudoers.d/deploy");

        HostFacts facts = probe(host);

        InstanceFacts instance = facts.instances().getFirst();
        assertEquals(InstanceRole.UNKNOWN, instance.role());
        assertNull(instance.running());
        assertNull(instance.systemIdentifier());
        assertNull(instance.pristine());
        assertNull(instance.sizeBytes());
        assertEquals(
                List.of("disk", "pristine", "role", "running", "sizeBytes", "systemIdentifier"),
                facts.unknown().stream()
                        .map(fact -> fact.pointer().replace("/instances/0/", ""))
                        .toList());
        assertEquals(
                "without a password, and there is no sudo credential, sudo on probe15 does not let deploy run find as root",
                facts.unknown().getFirst().reason());
        assertEquals(List.of("root: systemctl"), facts.sudo().allowed());
        assertTrue(facts.sudo().refused().contains("postgres: /usr/lib/postgresql/15/bin/psql"));
    }

    @Test
    void hostWithoutPostgresHasNone() {
        HostFacts facts = probe(new LabHost("probe0"));

        assertEquals(List.of(), facts.installations());
        assertEquals(List.of(), facts.instances());
        assertEquals(List.of(), facts.unknown());
        assertEquals("debian", facts.operatingSystem().id());
        assertEquals("12", facts.operatingSystem().version());
        assertNotNull(facts.defaultDisk());
    }

    @Test
    void lookingIsQuick() {
        SshSession session = CONNECTIONS.open(new LabHost("probe15").login());
        HostProbe.probe(session);
        long start = System.nanoTime();
        HostProbe.probe(session);

        long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
        assertTrue(millis < 1000, millis + " ms");
    }

    private static void assertInstance(
            HostFacts facts, String major, String identifier, boolean pristine, InstanceRole role) {
        InstanceFacts instance = facts.instances().getFirst();
        assertEquals(List.of(), facts.unknown());
        assertEquals(major, instance.major());
        assertEquals("main", instance.name());
        assertEquals("/var/lib/postgresql/" + major + "/main", instance.dataDirectory());
        assertEquals("postgresql@" + major + "-main.service", instance.unit());
        assertEquals("/usr/lib/postgresql/" + major + "/bin", instance.binDirectory());
        assertEquals(identifier, instance.systemIdentifier());
        assertEquals(pristine, instance.pristine());
        assertEquals(role, instance.role());
        assertEquals(role != InstanceRole.STOPPED, instance.running());
        assertTrue(instance.sizeBytes() != null && instance.sizeBytes() > 20_000_000);
        assertTrue(instance.disk() != null && instance.disk().freeBytes() > 0);
    }

    private static InstanceRole role(LabHost host) {
        return probe(host).instances().getFirst().role();
    }

    private static HostFacts probe(LabHost host) {
        return HostProbe.probe(CONNECTIONS.open(host.login()));
    }
}
