package io.understudy.setup;

import io.understudy.postgres.Instance;
import io.understudy.postgres.PgVersion;
import io.understudy.secret.Secret;
import io.understudy.setup.SetupRequest.ExistingData;
import io.understudy.ssh.CommandListener;
import io.understudy.ssh.RemoteCommand;
import io.understudy.ssh.SshConnections;
import io.understudy.step.Check;
import io.understudy.step.Node;
import io.understudy.step.Pulse;
import io.understudy.step.Side;
import io.understudy.step.Step;
import io.understudy.step.StepOutcome;
import io.understudy.step.StepRunner;
import io.understudy.step.Target;
import io.understudy.step.Undo;
import io.understudy.testing.LabHost;
import io.understudy.testing.LabPair;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The setup's steps with two lab hosts under them, without jobs or a store; can cut the link under a write.
final class SetupTarget {
    private static final String PASSWORD = "walkwalkwalkwalkwalkwalkwalkwalk";

    private final LabPair pair;
    private final PgVersion version;
    private final SshConnections connections = new SshConnections();
    private final AtomicInteger writesUntilCut = new AtomicInteger();
    private @Nullable Target target;
    private @Nullable SetupSpec spec;

    SetupTarget(LabPair pair, String version) {
        this.pair = pair;
        this.version = PgVersion.parse(version);
    }

    /// The procedure's own list. What the steps know of the hosts is found out when the first of them runs.
    List<Step<?, ?>> steps() {
        return ReplicationSetup.of(spec("0", "192.0.2.1", "192.0.2.2")).steps();
    }

    List<Check> checks() {
        return ReplicationSetup.of(spec()).checks();
    }

    StepOutcome run(Step<?, ?> listed, StepRunner.Journal journal) {
        return new StepRunner(target(), journal).run(real(listed));
    }

    Undo undo(Step<?, ?> listed, Object change) {
        return new StepRunner(target(), (_, _) -> {}).undo(real(listed), change);
    }

    private Step<?, ?> real(Step<?, ?> listed) {
        return ReplicationSetup.of(spec()).steps().stream()
                .filter(step -> step.name().equals(listed.name()))
                .findFirst()
                .orElseThrow();
    }

    /// @param write which write from now on, from 1; none when 0
    void cutUnderWrite(int write) {
        writesUntilCut.set(write);
    }

    /// Waits until a write that lost its connection is over.
    void awaitFence(Side side) {
        writesUntilCut.set(0);
        target().on(side).ssh().output(RemoteCommand.of("true").changing());
    }

    /// Asked once: in mid-walk the primary may be restarting.
    private SetupSpec spec() {
        if (spec == null) {
            spec = spec(
                    pair.identifier(pair.primary()),
                    pair.primary().address(),
                    pair.standby().address());
        }
        return spec;
    }

    private SetupSpec spec(String identifier, String primaryAddress, String standbyAddress) {
        return new SetupSpec(
                "walk",
                identifier,
                Instance.debian(version, "main", 5432),
                primaryAddress,
                Instance.debian(version, "main", 5432),
                standbyAddress,
                "walk_main",
                "understudy_replication",
                new Secret(PASSWORD),
                Optional.of("understudy_walk_main"),
                0,
                Optional.of(new SetupSpec.ArchiveSpec("/var/lib/pg-archive", "40 7 * * *", 5)),
                ExistingData.MOVE_ASIDE,
                Optional.empty(),
                true);
    }

    Target target() {
        if (target == null) {
            Pulse pulse = new Quiet();
            target = new Target(node(pair.primary()), node(pair.standby()), pulse);
        }
        return target;
    }

    private Node node(LabHost host) {
        return Node.of(
                host.name(),
                host.address(),
                Instance.debian(version, "main", 5432),
                connections
                        .later(host.login())
                        .fencedBy("walk", System::currentTimeMillis)
                        .heardBy(new Cutter(host.name())));
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

    /// Lets the write be sent, and takes the connection away under it.
    private final class Cutter implements CommandListener {
        private final String hostId;

        Cutter(String hostId) {
            this.hostId = hostId;
        }

        @Override
        public void starting(String hostName, String words, boolean change) {
            if (change && writesUntilCut.get() > 0 && writesUntilCut.decrementAndGet() == 0) {
                Thread.startVirtualThread(() -> {
                    LockSupport.parkNanos(Duration.ofMillis(15).toNanos());
                    connections.forget(hostId);
                });
            }
        }

        @Override
        public void ended(String hostName, String words, boolean change, String outcome, Duration took) {}
    }
}
