package io.understudy.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.postgres.Instance;
import io.understudy.postgres.PgVersion;
import io.understudy.problem.ProblemType;
import io.understudy.ssh.SshConnections;
import io.understudy.ssh.SshSession;
import io.understudy.step.Check;
import io.understudy.step.Check.Finding;
import io.understudy.step.Check.Severity;
import io.understudy.step.Node;
import io.understudy.step.Pulse;
import io.understudy.step.Side;
import io.understudy.step.Target;
import io.understudy.testing.Eventually;
import io.understudy.testing.LabHost;
import java.time.Duration;
import java.util.List;
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

    /// As when two registered addresses lead to the standby's host.
    Target onOneHost(SetupSpec spec) {
        return new Target(
                node(standby, spec.primaryAddress(), spec.primary(), standbySsh),
                node(standby, spec.standbyAddress(), spec.standby(), standbySsh),
                new Quiet());
    }

    private static Node node(LabHost host, String address, Instance instance, SshSession ssh) {
        return Node.of(host.name(), address, instance, ssh);
    }

    SetupSpec allowing() {
        return spec().allowingRestart().spec();
    }

    /// The procedure's own check.
    Check check(SetupSpec spec, String name, Side side) {
        return ReplicationSetup.of(spec).checks().stream()
                .filter(check -> check.name().equals(name) && check.side() == side)
                .findFirst()
                .orElseThrow();
    }

    List<Finding> look(Check check) {
        try (Target target = target(allowing())) {
            return check.look(target);
        }
    }

    /// The check finds this and nothing else.
    void assertFound(Severity severity, ProblemType problem, String value, List<Finding> findings) {
        List<Finding> faults = findings.stream()
                .filter(finding -> finding.severity() != Severity.OK)
                .toList();
        assertEquals(1, faults.size(), findings.toString());
        assertEquals(severity, faults.getFirst().severity(), findings.toString());
        assertEquals(problem, faults.getFirst().problem(), findings.toString());
        assertTrue((faults.getFirst().value() + faults.getFirst().detail()).contains(value), findings.toString());
    }

    void assertFine(Check check) {
        List<Finding> findings = look(check);
        assertTrue(
                !findings.isEmpty() && findings.stream().allMatch(finding -> finding.severity() == Severity.OK),
                check.name() + findings);
    }

    /// Puts a program before the real one, for as long as the work takes.
    void pretending(LabHost host, String program, String script, Runnable work) {
        String path = "/usr/local/bin/" + program;
        host.exec("sh", "-c", "printf '#!/bin/sh\\n%s\\n' \"$1\" >$0 && chmod 755 $0", path, script);
        try {
            work.run();
        } finally {
            host.exec("rm", path);
        }
    }

    /// A setting of the running primary, for as long as the work takes.
    void with(String setting, String value, Runnable work) {
        primary.sql("ALTER SYSTEM SET %s = %s".formatted(setting, value));
        reload();
        try {
            Eventually.within(
                    Duration.ofSeconds(10),
                    setting + " is in effect",
                    () -> !primary.sql("SELECT source FROM pg_settings WHERE sourcefile LIKE '%auto.conf' AND name = '"
                                    + setting + "'")
                            .isEmpty());
            work.run();
        } finally {
            primary.sql("ALTER SYSTEM RESET " + setting);
            reload();
        }
    }

    private void reload() {
        primary.sql("SELECT pg_reload_conf()");
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
