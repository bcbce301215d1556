package io.understudy.ssh;

import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.sshd.client.session.ClientSession;
import org.jspecify.annotations.Nullable;

/// One live connection to a host, shared by every session with the same login.
final class SshConnection {
    /// sshd allows ten sessions on a connection unless it is told otherwise.
    private static final int CHANNELS = 8;

    private final ClientSession session;
    private final Semaphore free = new Semaphore(CHANNELS, true);
    private final ReentrantLock changes = new ReentrantLock(true);
    private volatile long lastUsed = System.nanoTime();
    private volatile boolean retired;

    SshConnection(ClientSession session) {
        this.session = session;
    }

    boolean isUsable() {
        return session.isOpen() && !retired;
    }

    boolean isIdleFor(Duration time) {
        return free.availablePermits() == CHANNELS && System.nanoTime() - lastUsed > time.toNanos();
    }

    /// Takes no more commands, and closes when the last one has ended.
    void retire() {
        retired = true;
        if (free.availablePermits() == CHANNELS) {
            session.close(false);
        }
    }

    /// Closes at once; commands under way are let go of.
    void close() {
        retired = true;
        session.close(true);
    }

    /// Held while a change runs, so that changes take their turns in the order in which they reach the host.
    ReentrantLock changes() {
        return changes;
    }

    /// Starts a command.
    ///
    /// @param out takes what the command prints; null to read it from [SshChannel#stdout]
    /// @throws IOException when the link fails; the command may have been started
    SshChannel start(String line, @Nullable CappedOutput out, Duration timeout)
            throws IOException, InterruptedException {
        if (!free.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new ProblemException(
                    ProblemType.REMOTE_COMMAND_TIMED_OUT,
                    "%d other commands kept the connection busy for %d s".formatted(CHANNELS, timeout.toSeconds()));
        }
        if (retired) {
            // Who retired it may not have seen this command, and closes it.
            release();
            throw new NotStartedException(new IOException("the connection was retired"));
        }
        SshChannel channel;
        try {
            channel = new SshChannel(session.createExecChannel(line), out, this::release);
        } catch (IOException | IllegalStateException e) {
            // The latter when the host is just closing the connection.
            release();
            throw new NotStartedException(e);
        }
        channel.open(timeout);
        return channel;
    }

    private void release() {
        lastUsed = System.nanoTime();
        free.release();
        if (retired) {
            retire();
        }
    }
}
