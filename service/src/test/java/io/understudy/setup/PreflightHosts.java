package io.understudy.setup;

import io.understudy.postgres.Instance;
import io.understudy.postgres.PgVersion;
import io.understudy.ssh.SshConnections;
import io.understudy.ssh.SshSession;
import io.understudy.step.Node;
import io.understudy.step.Pulse;
import io.understudy.step.Target;
import io.understudy.testing.LabHost;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Two stock hosts of the lab to look at, and the setup of a standby between them.
final class PreflightHosts {
    final LabHost primary = new LabHost("cp");
    final LabHost standby = new LabHost("cs");
    final PgVersion version;
    private final SshSession primarySsh;
    private final SshSession standbySsh;

    PreflightHosts(String version) {
        this.version = PgVersion.parse(version);
        LabHost.fresh(version, primary.name(), standby.name());
        SshConnections connections = new SshConnections();
        primarySsh = connections.open(primary.login()).fencedBy("preflight", () -> 1);
        standbySsh = connections.open(standby.login()).fencedBy("preflight", () -> 1);
    }

    TestingSpec spec() {
        return new TestingSpec()
                .version(version)
                .systemIdentifier(primary.sql("SELECT system_identifier FROM pg_control_system()"))
                .primaryAddress(primary.address())
                .standbyAddress(standby.address());
    }

    Target target(SetupSpec spec) {
        return new Target(
                node(primary, spec.primaryAddress(), spec.primary(), primarySsh),
                node(standby, spec.standbyAddress(), spec.standby(), standbySsh),
                new Quiet());
    }

    private static Node node(LabHost host, String address, Instance instance, SshSession ssh) {
        return Node.of(host.name(), address, instance, ssh);
    }

    void remove() {
        primary.removeIfThere();
        standby.removeIfThere();
    }

    private record Quiet() implements Pulse {
        @Override
        public void copied(long doneBytes, long totalBytes) {}

        @Override
        public void log(String line) {}

        @Override
        public void pause(Duration howLong) {
            LockSupport.parkNanos(howLong.toNanos());
        }
    }
}
