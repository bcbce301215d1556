package io.understudy.standby;

import io.understudy.postgres.Instance;
import io.understudy.postgres.StartConf;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.ssh.CommandResult;
import io.understudy.ssh.RemoteCommand;
import io.understudy.step.Node;
import io.understudy.step.Target;
import io.understudy.step.Undo;
import java.time.Duration;
import java.util.Optional;

/// The way back of an old primary that was stopped: it may be started again, and is, unless the standby has
/// become a primary meanwhile.
///
/// A stop cannot be called off. What still hangs in it after a while is ended at once: the next start repairs
/// that from the WAL, as after a crash.
public record StartAgain(Instance instance) {
    private static final Duration ENDS_BY_ITSELF_WITHIN = Duration.ofSeconds(10);
    private static final Duration STARTS_WITHIN = Duration.ofMinutes(10);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private record Answer(boolean inRecovery) {}

    /// @param ran whether it ran before; if not it is only opened for starts
    public Undo undo(Target target, boolean ran) {
        if (isPrimary(target.standby()).orElse(false)) {
            return new Undo.Kept("%s takes writes: started as it is, the old primary would be a second one"
                    .formatted(target.standby().host()));
        }
        Node node = target.primary();
        StartConf startConf = StartConf.of(node.files().read(StartConf.path(instance)));
        if (startConf.isClosed()) {
            node.files().write(StartConf.path(instance), startConf.opened().file());
        }
        if (!ran) {
            return new Undo.PutBack("the old primary may be started again");
        }
        if (isPrimary(node).orElse(false)) {
            return new Undo.PutBack("the old primary was not stopped");
        }
        if (!ends(target, ENDS_BY_ITSELF_WITHIN)) {
            stop(node, "immediate");
            ends(target, ENDS_BY_ITSELF_WITHIN);
        }
        node.units().start(instance.unit());
        long deadline = System.nanoTime() + STARTS_WITHIN.toNanos();
        while (!isPrimary(node).orElse(false)) {
            if (System.nanoTime() > deadline) {
                throw new ProblemException(
                        ProblemType.STEP_NOT_SETTLED,
                        "the old primary does not take connections %d s after its start"
                                .formatted(STARTS_WITHIN.toSeconds()));
            }
            target.pulse().pause(LOOK_EVERY);
        }
        return new Undo.PutBack("started the old primary again");
    }

    /// `pg_ctl` itself, because Debian's wrapper and its unit do nothing for an instance that is `disabled`.
    public void stop(Node node, String mode) {
        RemoteCommand stop = RemoteCommand.of(
                        instance.program("pg_ctl"), "stop", "-W", "-s", "-m", mode, "-D", instance.dataDirectory())
                .as("postgres")
                .changing();
        CommandResult result = node.ssh().run(stop);
        // That there is no server to be stopped is an error for pg_ctl, and fine here: what counts is what is seen
        // then.
        if (!(result instanceof CommandResult.Exited)) {
            node.ssh().output(stop, result);
        }
    }

    private boolean ends(Target target, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (target.primary().units().state(instance.unit()).running()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            target.pulse().pause(LOOK_EVERY);
        }
        return true;
    }

    /// Empty when its server does not answer, or its host.
    static Optional<Boolean> isPrimary(Node node) {
        try {
            return Optional.of(!node.psql()
                    .row(Answer.class, "SELECT pg_is_in_recovery() AS in_recovery")
                    .inRecovery());
        } catch (ProblemException not) {
            return switch (not.type()) {
                case POSTGRES_UNAVAILABLE, HOST_UNREACHABLE -> Optional.empty();
                default -> throw not;
            };
        }
    }
}
