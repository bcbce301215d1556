package io.understudy.cutover;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.understudy.postgres.Instance;
import io.understudy.postgres.PgVersion;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.ssh.CommandListener;
import io.understudy.ssh.RemoteCommand;
import io.understudy.ssh.SshConnections;
import io.understudy.ssh.SshSession;
import io.understudy.step.Node;
import io.understudy.step.OtherHost;
import io.understudy.step.Pulse;
import io.understudy.step.Step;
import io.understudy.step.StepOutcome;
import io.understudy.step.StepRunner;
import io.understudy.step.Target;
import io.understudy.step.Undo;
import io.understudy.testing.LabHost;
import io.understudy.testing.LabPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// Cut-over steps with two lab hosts under them, without jobs or a store; can cut the link under a write.
final class CutOverTarget {
    private final SshConnections connections = new SshConnections();
    private final AtomicInteger writesUntilCut = new AtomicInteger();
    private final Target target;

    CutOverTarget(LabPair pair, String version) {
        Instance main = Instance.debian(PgVersion.parse(version), "main", 5432);
        this.target = new Target(
                node(pair.primary(), main),
                node(pair.standby(), main),
                List.of(),
                Map.of(
                        pair.primary().name(), other(pair.primary()),
                        pair.standby().name(), other(pair.standby())),
                new Quiet());
    }

    private Node node(LabHost host, Instance instance) {
        return Node.of(host.name(), host.address(), instance, session(host, "walk"));
    }

    private OtherHost other(LabHost host) {
        return OtherHost.of(host.name(), session(host, "walk-cut-over"));
    }

    private SshSession session(LabHost host, String work) {
        return connections
                .later(host.login())
                .fencedBy(work, System::currentTimeMillis)
                .heardBy(new Cutter());
    }

    /// Cuts the connection under the first write of the step, lets the step begin anew, cuts under the second, and so
    /// on until a run needs no write any more that was not cut before. Then it has nothing left to do, and is taken
    /// back.
    <C> void walk(Step<?, C> step) {
        List<Object> changes = new ArrayList<>();
        for (int write = 1; ; write++) {
            writesUntilCut.set(write);
            try {
                new StepRunner(target, (_, plan) -> changes.add(plan.change())).run(step);
                break;
            } catch (ProblemException lost) {
                assertEquals(ProblemType.HOST_UNREACHABLE, lost.type(), lost.detail());
                awaitFences();
            }
        }
        writesUntilCut.set(0);
        assertEquals(
                new StepOutcome.Unchanged(),
                new StepRunner(target, (again, plan) -> {
                            throw new AssertionError(again.name() + " would again " + plan.summary());
                        })
                        .run(step));
        for (int times = 0; times < 2; times++) {
            Undo undo = new StepRunner(target, (_, _) -> {}).undo(step, changes.getFirst());
            assertEquals(Undo.PutBack.class, undo.getClass(), undo.toString());
        }
    }

    /// Waits until a write that lost its connection is over.
    private void awaitFences() {
        writesUntilCut.set(0);
        RemoteCommand nothing = RemoteCommand.of("true").changing();
        target.others().values().forEach(host -> host.ssh().output(nothing));
        target.standby().ssh().output(nothing);
    }

    private final class Cutter implements CommandListener {
        @Override
        public void starting(String hostName, String words, boolean change) {
            if (change && writesUntilCut.get() > 0 && writesUntilCut.decrementAndGet() == 0) {
                Thread.startVirtualThread(() -> {
                    LockSupport.parkNanos(Duration.ofMillis(15).toNanos());
                    connections.forget(hostName);
                });
            }
        }

        @Override
        public void ended(String hostName, String words, boolean change, String outcome, Duration took) {}
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
