package io.understudy.cutover;

import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.ssh.CommandResult;
import io.understudy.ssh.RemoteCommand;
import io.understudy.ssh.SshSession;
import io.understudy.standby.CheckSudo;
import io.understudy.step.Check.Finding;
import io.understudy.step.Effect;
import io.understudy.step.Plan;
import io.understudy.step.Target;
import io.understudy.step.Undo;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A program was run on a host and ended with 0.
final class EnsureCommandRun implements CutOverWork<EnsureCommandRun.Facts, EnsureCommandRun.Change> {
    /// What `timeout` of coreutils ends with when it had to end the program, by a signal it hears or by one it does
    /// not.
    private static final List<Integer> WAS_ENDED = List.of(124, 137);

    private static final Duration ENDS_WITHIN = Duration.ofSeconds(5);

    private final SshCommandStep asked;
    private volatile boolean ran;

    EnsureCommandRun(SshCommandStep asked) {
        this.asked = asked;
    }

    /// @param done as `verify` says; without it, whether we have run the program since the job was last taken up
    record Facts(boolean done) {}

    record Change(@Nullable List<String> undo) {}

    @Override
    public SshCommandStep asked() {
        return asked;
    }

    @Override
    public List<Finding> findings(Target target) {
        SshSession ssh = target.other(asked.hostId()).ssh();
        String user = user(ssh);
        if (!user.equals(ssh.user())) {
            return CheckSudo.findings(ssh, Map.of(user, List.of("timeout")));
        }
        String program = asked.argv().getFirst();
        CommandResult found = ssh.run(RemoteCommand.of("sh", "-c", "command -v -- \"$1\"", "understudy-find", program));
        String limit = "a program on the host";
        return List.of(
                found instanceof CommandResult.Exited exited && exited.ok()
                        ? Finding.ok(program, limit)
                        : Finding.blocking(
                                ProblemType.CUT_OVER_STEP_UNFIT,
                                program,
                                limit,
                                "%s is no program that %s can run".formatted(program, user)));
    }

    private String user(SshSession ssh) {
        return Objects.requireNonNullElse(asked.user(), ssh.user());
    }

    @Override
    public Facts observe(Target target) {
        List<String> verify = asked.verify();
        return new Facts(verify == null ? ran : isSoBy(target, verify));
    }

    @Override
    public Plan<Change> plan(Facts facts) {
        return facts.done()
                ? new Plan.InPlace<>()
                : new Plan.Needed<>(
                        new Change(asked.undo()),
                        asked.inWords(),
                        new Effect(Effect.Kind.COMMAND, side(), String.join(" ", asked.argv()), null, null));
    }

    @Override
    public void apply(Target target, Change change) {
        run(target, asked.argv());
        ran = true;
    }

    @Override
    public Undo undo(Target target, Change change) {
        if (change.undo() == null) {
            return new Undo.Kept("it has no undo: see whether \"%s\" has to be taken back".formatted(asked.inWords()));
        }
        run(target, change.undo());
        return new Undo.PutBack("run " + String.join(" ", change.undo()));
    }

    /// Ended on the host itself, because a program that goes on without us would keep the host's fence.
    private RemoteCommand words(Target target, List<String> argv) {
        List<String> ended = List.of(
                "timeout", "--kill-after=%d".formatted(ENDS_WITHIN.toSeconds()), Long.toString(limit().toSeconds()));
        return RemoteCommand.of(Stream.concat(ended.stream(), argv.stream()).toList())
                .as(user(target.other(asked.hostId()).ssh()))
                .within(limit().plus(ENDS_WITHIN).plus(ENDS_WITHIN));
    }

    private boolean isSoBy(Target target, List<String> verify) {
        SshSession ssh = target.other(asked.hostId()).ssh();
        CommandResult result = ssh.run(words(target, verify));
        if (!(result instanceof CommandResult.Exited(int status, var _, var _))) {
            ssh.output(RemoteCommand.of(verify), result);
            return false;
        }
        return status == 0;
    }

    private void run(Target target, List<String> argv) {
        SshSession ssh = target.other(asked.hostId()).ssh();
        CommandResult result = ssh.run(words(target, argv).changing());
        if (result instanceof CommandResult.Exited(int status, var _, var _) && WAS_ENDED.contains(status)) {
            throw new ProblemException(
                    ProblemType.CUT_OVER_STEP_FAILED,
                    "%s on %s did not end within %d s and was ended"
                            .formatted(argv.getFirst(), ssh.hostName(), limit().toSeconds()));
        }
        ssh.output(RemoteCommand.of(argv), result);
    }

    @Override
    public Class<Change> changeType() {
        return Change.class;
    }
}
