package io.understudy.postgres;

import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.ssh.ConnectionLostException;
import io.understudy.ssh.RemoteCommand;
import io.understudy.ssh.SshProcess;
import io.understudy.ssh.SshSession;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A `psql` kept open for reading: a question is written to its stdin, the answer ends at a line made up for it.
///
/// After an error psql is gone (`ON_ERROR_STOP`), and the next question starts a new one.
final class PsqlProcess implements AutoCloseable {
    private final SshSession ssh;
    private final RemoteCommand command;
    private @Nullable SshProcess process;

    PsqlProcess(SshSession ssh, RemoteCommand command) {
        this.ssh = ssh;
        this.command = command;
    }

    /// @throws ProblemException `SUDO_DENIED`, `SUDO_PASSWORD_NEEDED`, what [Psql#failure] makes of psql's end, or
    /// `REMOTE_COMMAND_TIMED_OUT`
    synchronized String ask(String sql) {
        SshProcess running = running();
        AtomicBoolean late = new AtomicBoolean();
        CompletableFuture<Void> deadline = CompletableFuture.runAsync(
                () -> {
                    late.set(true);
                    running.destroy();
                },
                CompletableFuture.delayedExecutor(command.timeout().toMillis(), TimeUnit.MILLISECONDS));
        try {
            return answer(running, sql).orElseThrow(() -> late.get() ? late() : ended(running));
        } finally {
            deadline.cancel(false);
        }
    }

    private static Optional<String> answer(SshProcess running, String sql) {
        String end = "end-" + UUID.randomUUID();
        StringBuilder answer = new StringBuilder();
        try {
            OutputStream stdin = running.stdin();
            stdin.write((sql + "\\echo " + end + "\n").getBytes(StandardCharsets.UTF_8));
            stdin.flush();
            BufferedReader stdout = running.stdout();
            for (String line = stdout.readLine(); line != null; line = stdout.readLine()) {
                if (line.equals(end)) {
                    return Optional.of(answer.toString());
                }
                answer.append(line).append('\n');
            }
        } catch (IOException gone) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private ProblemException late() {
        close();
        return new ProblemException(
                ProblemType.REMOTE_COMMAND_TIMED_OUT,
                "psql on %s did not answer within %d s"
                        .formatted(ssh.hostName(), command.timeout().toSeconds()));
    }

    /// psql's exit status may arrive a moment after the end of its output.
    private ProblemException ended(SshProcess gone) {
        gone.awaitEnd(Duration.ofSeconds(2));
        close();
        if (gone.exitStatus().isEmpty()) {
            return new ConnectionLostException(ssh.hostName(), "psql", "the connection ended");
        }
        int status = gone.exitStatus().getAsInt();
        return gone.refusal().orElseGet(() -> Psql.failure(status, gone.stderr()));
    }

    private SshProcess running() {
        SshProcess open = process;
        if (open == null || !open.isAlive()) {
            open = ssh.start(command);
            process = open;
        }
        return open;
    }

    @Override
    public synchronized void close() {
        if (process != null) {
            process.close();
            process = null;
        }
    }
}
