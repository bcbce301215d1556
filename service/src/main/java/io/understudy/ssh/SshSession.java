package io.understudy.ssh;

import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Runs commands on one host, from any number of threads. A dead connection is made again by the next command.
///
/// Every command may throw [ProblemException], and then it has not run: `HOST_UNREACHABLE`, `HOST_KEY_UNKNOWN`,
/// `HOST_KEY_CHANGED` or `SSH_AUTHENTICATION_REFUSED` when the connection could not be made again,
/// `SUDO_DENIED`, `SUDO_PASSWORD_NEEDED`, for a change `FENCED`, and `REMOTE_COMMAND_TIMED_OUT` when others held the
/// connection or the
/// fence too long. Two cases are different: [ConnectionLostException] leaves open whether it ran, and after
/// `REMOTE_COMMAND_FAILED` it has run and printed more than 8 MiB.
public final class SshSession implements AutoCloseable {
    private final SshConnections connections;
    private final SshLogin login;
    private final @Nullable Fence fence;
    private final @Nullable CommandListener listener;
    private final Set<SshProcess> processes;
    private final @Nullable Answers answers;

    SshSession(SshConnections connections, SshLogin login) {
        this(connections, login, null, null, ConcurrentHashMap.newKeySet(), null);
    }

    private SshSession(
            SshConnections connections,
            SshLogin login,
            @Nullable Fence fence,
            @Nullable CommandListener listener,
            Set<SshProcess> processes,
            @Nullable Answers answers) {
        this.connections = connections;
        this.login = login;
        this.fence = fence;
        this.listener = listener;
        this.processes = processes;
        this.answers = answers;
    }

    public String hostId() {
        return login.hostId();
    }

    public String hostName() {
        return login.hostName();
    }

    /// The login user.
    public String user() {
        return login.user();
    }

    /// The same session for the owner of some work, such as the changes of one cluster. Its changes carry the
    /// owner's token, which is asked for anew for each of them. They run one at a time, whoever sends them, and
    /// only as long as no change with a larger token has run. A supplier that finds the work lost throws, and
    /// the change is not sent.
    ///
    /// @param work 1 to 64 of a-z, 0-9 and -; changes of different works have nothing to do with each other
    public SshSession fencedBy(String work, LongSupplier token) {
        return new SshSession(connections, login, new Fence(work, token), listener, processes, answers);
    }

    /// The same session with a listener in place of the one it has.
    public SshSession heardBy(CommandListener hearer) {
        return new SshSession(connections, login, fence, hearer, processes, answers);
    }

    /// The same session for one look at the host, taken from several sides: who asks what has been asked already gets
    /// the same answer, without another command. Only for as long as nothing is changed.
    public SshSession remembering() {
        return new SshSession(connections, login, fence, listener, processes, new Answers());
    }

    /// Runs a command to its end.
    ///
    /// @throws IllegalStateException for a change in a session without a token
    public CommandResult run(RemoteCommand command) {
        return answers == null || command.fenced() ? ask(command) : answers.to(command, () -> ask(command));
    }

    private CommandResult ask(RemoteCommand command) {
        Fence around = command.fenced() ? fence(command) : null;
        return told(command, () -> new CommandRun(connections, login, command).complete(around));
    }

    /// What a command prints that ends with exit 0.
    ///
    /// @throws ProblemException as for every command, and `REMOTE_COMMAND_FAILED` or `REMOTE_COMMAND_TIMED_OUT`
    /// @throws ConnectionLostException when nobody knows whether it has run
    public String output(RemoteCommand command) {
        return output(command, run(command));
    }

    /// The same for a result that [#run] gave before.
    public String output(RemoteCommand command, CommandResult result) {
        return switch (result) {
            case CommandResult.Exited exited when exited.ok() -> exited.stdout();
            case CommandResult.Exited exited ->
                throw new ProblemException(
                                ProblemType.REMOTE_COMMAND_FAILED,
                                "%s on %s ended with exit %d: %s"
                                        .formatted(
                                                command.program(),
                                                hostName(),
                                                exited.status(),
                                                CommandWords.said(exited.stderr(), login)))
                        .with("host", hostName())
                        .with("exitStatus", exited.status());
            case CommandResult.TimedOut(Duration after) ->
                throw new ProblemException(
                                ProblemType.REMOTE_COMMAND_TIMED_OUT,
                                "%s on %s did not end within %d s"
                                        .formatted(command.program(), hostName(), after.toSeconds()))
                        .with("host", hostName());
            case CommandResult.ConnectionLost(String reason) ->
                throw new ConnectionLostException(hostName(), command.program(), reason);
        };
    }

    /// Starts a command that is talked to. Its `stdin` is sent first; its time-out holds for the start only.
    ///
    /// @throws IllegalArgumentException for a change: it would hold the host's fence as long as it lives
    public SshProcess start(RemoteCommand command) {
        if (command.fenced()) {
            throw new IllegalArgumentException("a long-lived process cannot be a change: " + command.program());
        }
        processes.removeIf(process -> !process.isAlive());
        return told(command, () -> {
            SshProcess process = new CommandRun(connections, login, command).start();
            processes.add(process);
            return process;
        });
    }

    /// What sudo lets the login user run as another user. Nothing of it is run, or nothing but `--version`. Names
    /// without a folder are looked up as sudo would. Who may run everything may run what is not installed, too.
    public SudoRights sudoRights(String user, List<String> programs) {
        if (user.equals(login.user())) {
            return new SudoRights(SudoPassword.NOT_NEEDED, programs);
        }
        String said = output(Sudo.asking(user, programs, login.sudoPassword()));
        return SudoRights.of(said.lines().toList());
    }

    /// Ends the processes started here that are still alive. The connection stays for others.
    @Override
    public void close() {
        processes.forEach(SshProcess::destroy);
    }

    private Fence fence(RemoteCommand command) {
        if (fence == null) {
            throw new IllegalStateException("a change needs a session with a token: " + command.program());
        }
        return fence;
    }

    private <T> T told(RemoteCommand command, Supplier<T> work) {
        String words = CommandWords.of(command, login);
        long start = System.nanoTime();
        String outcome = "failed";
        if (listener != null) {
            listener.starting(hostName(), words, command.fenced());
        }
        try {
            T result = work.get();
            outcome = result instanceof CommandResult ended ? ended.inShort() : "started";
            return result;
        } catch (ProblemException e) {
            outcome = e.type().code();
            throw e;
        } finally {
            if (listener != null) {
                listener.ended(
                        hostName(), words, command.fenced(), outcome, Duration.ofNanos(System.nanoTime() - start));
            }
        }
    }
}
