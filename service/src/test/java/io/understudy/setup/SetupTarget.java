package io.understudy.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.understudy.postgres.Instance;
import io.understudy.postgres.PgVersion;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.secret.Secret;
import io.understudy.setup.SetupRequest.ExistingData;
import io.understudy.ssh.CommandListener;
import io.understudy.ssh.RemoteCommand;
import io.understudy.ssh.SshConnections;
import io.understudy.ssh.SshLogin;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The setup's steps with two lab hosts under them, without jobs or a store; can cut the link under a write.
final class SetupTarget {
    private static final String PASSWORD = "walkwalkwalkwalkwalkwalkwalkwalk";

    private final LabPair pair;
    private final Instance primary;
    private final Instance standby;
    private final SshConnections connections = new SshConnections();
    private final AtomicInteger writesUntilCut = new AtomicInteger();
    private final List<Made> made = new ArrayList<>();
    private String role = "understudy_replication";
    private @Nullable Secret sudoPassword;
    private @Nullable Target target;
    private @Nullable SetupSpec spec;

    /// A change that was noted down, as a job does before it makes it.
    record Made(Step<?, ?> step, Object change) {}

    SetupTarget(LabPair pair, String version) {
        this(pair, version, "main", 5432);
    }

    /// @param name of the standby's instance
    SetupTarget(LabPair pair, String version, String name, int port) {
        this.pair = pair;
        this.primary = Instance.debian(PgVersion.parse(version), "main", 5432);
        this.standby = Instance.debian(PgVersion.parse(version), name, port);
    }

    /// The procedure's own list. What the steps know of the hosts is found out when the first of them runs.
    List<Step<?, ?>> steps() {
        return ReplicationSetup.of(spec("0", "192.0.2.1", "192.0.2.2")).steps();
    }

    List<Check> checks() {
        return ReplicationSetup.of(spec()).checks();
    }

    /// @param name of the role that the standby logs in as
    SetupTarget role(String name) {
        role = name;
        return this;
    }

    /// @param password that sudo asks for on both hosts
    SetupTarget sudoPassword(Secret password) {
        sudoPassword = password;
        return this;
    }

    Step<?, ?> step(String name) {
        return steps().stream()
                .filter(listed -> listed.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    StepOutcome run(Step<?, ?> listed) {
        return run(listed, (step, plan) -> made.add(new Made(step, plan.change())));
    }

    private StepOutcome run(Step<?, ?> listed, StepRunner.Journal journal) {
        return new StepRunner(target(), journal).run(real(listed));
    }

    /// Takes everything back that was noted down and is not back yet, last first.
    ///
    /// @return by the name of its step what was left, and why; asked again, it is tried again
    Map<String, String> undo() {
        Map<String, String> left = new HashMap<>();
        for (Made change : List.copyOf(made).reversed()) {
            switch (new StepRunner(target(), (_, _) -> {}).undo(real(change.step()), change.change())) {
                case Undo.PutBack _ -> made.remove(change);
                case Undo.Kept(String reason) -> left.put(change.step().name(), reason);
            }
        }
        return left;
    }

    private Step<?, ?> real(Step<?, ?> listed) {
        return ReplicationSetup.of(spec()).steps().stream()
                .filter(step -> step.name().equals(listed.name()))
                .findFirst()
                .orElseThrow();
    }

    /// Cuts the connection under the first write of the step, lets the step begin anew, cuts under the second, and so
    /// on until a run needs no write any more that was not cut before.
    void cutEachWrite(Step<?, ?> step) {
        for (int write = 1; ; write++) {
            writesUntilCut.set(write);
            try {
                run(step);
                break;
            } catch (ProblemException lost) {
                assertEquals(ProblemType.HOST_UNREACHABLE, lost.type(), lost.detail());
                awaitFence(Objects.requireNonNull(step.side()));
            }
        }
        writesUntilCut.set(0);
        assertUnchanged(step);
    }

    /// Waits until a write that lost its connection is over.
    private void awaitFence(Side side) {
        writesUntilCut.set(0);
        target().on(side).ssh().output(RemoteCommand.of("true").changing());
    }

    void assertUnchanged(Step<?, ?> step) {
        assertEquals(new StepOutcome.Unchanged(), run(step, (s, plan) -> {
            throw new AssertionError(s.name() + " would again " + plan.summary());
        }));
    }

    /// Asked once: in mid-walk the primary may be restarting.
    SetupSpec spec() {
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
                primary,
                primaryAddress,
                standby,
                standbyAddress,
                "walk_main",
                role,
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
            target = new Target(node(pair.primary(), primary), node(pair.standby(), standby), pulse);
        }
        return target;
    }

    private Node node(LabHost host, Instance instance) {
        return Node.of(
                host.name(),
                host.address(),
                instance,
                connections
                        .later(login(host))
                        .fencedBy("walk", System::currentTimeMillis)
                        .heardBy(new Cutter(host.name())));
    }

    private SshLogin login(LabHost host) {
        SshLogin login = host.login();
        return new SshLogin(
                login.hostId(),
                login.hostName(),
                login.address(),
                login.port(),
                login.user(),
                login.authentication(),
                sudoPassword,
                login.trusted());
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
