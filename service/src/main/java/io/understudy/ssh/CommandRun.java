package io.understudy.ssh;

import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.secret.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One command on its way to a host: puts sudo and the fence around it, and tells their refusals from its own
/// end.
final class CommandRun {
    private final SshConnections connections;
    private final SshLogin login;
    private final RemoteCommand command;
    private final List<String> sudo;
    private final String input;

    CommandRun(SshConnections connections, SshLogin login, RemoteCommand command) {
        String user = command.runAs();
        Secret password = login.sudoPassword();
        this.connections = connections;
        this.login = login;
        this.command = command;
        this.sudo = user == null || user.equals(login.user()) ? List.of() : Sudo.words(user, password != null);
        this.input = sudo.isEmpty() || password == null ? command.stdin() : password.value() + "\n" + command.stdin();
    }

    /// @param fence what a change runs under; null for a command that only reads
    CommandResult complete(@Nullable Fence fence) {
        return onConnection(connection ->
                fence == null ? complete(connection, List.of(), command.timeout()) : change(connection, fence));
    }

    SshProcess start() {
        return onConnection(connection -> {
            SshChannel channel = connection.start(line(List.of()), null, command.timeout());
            try {
                channel.stdin().write(input.getBytes(StandardCharsets.UTF_8));
                channel.stdin().flush();
                return new SshProcess(channel, this::refusal);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        });
    }

    private CommandResult change(SshConnection connection, Fence fence)
            throws NotStartedException, InterruptedException {
        if (!connection.changes().tryLock(Fence.WAIT.toSeconds(), TimeUnit.SECONDS)) {
            throw problem(ProblemType.REMOTE_COMMAND_TIMED_OUT, "another change is still running");
        }
        try {
            return complete(connection, fence.words(), command.timeout().plus(Fence.WAIT));
        } finally {
            connection.changes().unlock();
        }
    }

    private CommandResult complete(SshConnection connection, List<String> before, Duration timeout)
            throws NotStartedException {
        CommandResult result = run(connection, line(before), timeout);
        switch (result) {
            case CommandResult.Exited exited -> refusal(exited).ifPresent(CommandRun::raise);
            // sshd keeps the session of a command that goes on, and allows only so many on a connection.
            case CommandResult.TimedOut _, CommandResult.ConnectionLost _ -> connection.retire();
        }
        return result;
    }

    private CommandResult run(SshConnection connection, String line, Duration timeout) throws NotStartedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        try (SshChannel channel = connection.start(line, new CappedOutput(), timeout)) {
            CommandResult result =
                    channel.complete(input, deadline) ? channel.result() : new CommandResult.TimedOut(timeout);
            if (channel.overflowed()) {
                throw problem(ProblemType.REMOTE_COMMAND_FAILED, command.program() + " printed more than 8 MiB");
            }
            return result;
        } catch (NotStartedException e) {
            throw e;
        } catch (IOException e) {
            return System.nanoTime() < deadline
                    ? new CommandResult.ConnectionLost("the link failed while the command was being started")
                    : new CommandResult.TimedOut(timeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new CommandResult.ConnectionLost("interrupted while waiting for the command");
        }
    }

    private static void raise(ProblemException refusal) {
        throw refusal;
    }

    private Optional<ProblemException> refusal(CommandResult.Exited exited) {
        Optional<ProblemException> fenced =
                command.fenced() ? Fence.refusal(exited, login.hostName()) : Optional.empty();
        return sudo.isEmpty() ? fenced : fenced.or(() -> Sudo.refusal(exited, command, login));
    }

    private String line(List<String> before) {
        return command.line(Stream.concat(before.stream(), sudo.stream()).toList());
    }

    /// A command that was surely not started is tried once more on a new connection: the old one may have used
    /// up the sessions that sshd allows on it, or may just have been closed.
    private <T> T onConnection(Work<T> work) {
        try {
            SshConnection first = connections.live(login);
            try {
                return work.on(first);
            } catch (NotStartedException e) {
                first.retire();
                return work.on(connections.live(login));
            }
        } catch (NotStartedException e) {
            throw problem(ProblemType.HOST_UNREACHABLE, "sshd opens no session for a command");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw problem(ProblemType.HOST_UNREACHABLE, "interrupted while waiting for its turn");
        } catch (IOException e) {
            throw new ConnectionLostException(login.hostName(), command.program(), "it was being started");
        }
    }

    private ProblemException problem(ProblemType type, String detail) {
        return new ProblemException(type, login.hostName() + ": " + detail).with("host", login.hostName());
    }

    private interface Work<T> {
        T on(SshConnection connection) throws IOException, InterruptedException;
    }
}
