package io.understudy.ssh;

import io.understudy.problem.ProblemException;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/// A command that lives long and is talked to. A read blocks until there is a line, the process ends, or the
/// link is found dead (about 6 s); [#destroy] from another thread ends a read too.
public final class SshProcess implements AutoCloseable {
    /// Each sampled node has one such reader for good.
    private static final int BUFFER_CHARS = 1 << 10;

    private final SshChannel channel;
    private final BufferedReader stdout;
    private final Function<CommandResult.Exited, Optional<ProblemException>> refusals;

    /// @param refusals tells whether it was sudo that ended a command
    SshProcess(SshChannel channel, Function<CommandResult.Exited, Optional<ProblemException>> refusals) {
        this.channel = channel;
        this.refusals = refusals;
        this.stdout = new BufferedReader(new InputStreamReader(channel.stdout(), StandardCharsets.UTF_8), BUFFER_CHARS);
    }

    /// Has to be flushed.
    public OutputStream stdin() {
        return channel.stdin();
    }

    public BufferedReader stdout() {
        return stdout;
    }

    /// What it has printed as errors so far, up to 8 MiB.
    public String stderr() {
        return channel.stderr();
    }

    public boolean isAlive() {
        return channel.isOpen() && channel.exitStatus().isEmpty();
    }

    /// Empty while it runs, and when the connection was lost before its end.
    public OptionalInt exitStatus() {
        return channel.exitStatus();
    }

    /// Waits until it has ended or its connection is gone, but no longer than this.
    public void awaitEnd(Duration limit) {
        channel.awaitEnd(limit);
    }

    /// After its end: the `SUDO_DENIED` or `SUDO_PASSWORD_NEEDED` that kept it from running, if it was sudo that ended
    /// it.
    public Optional<ProblemException> refusal() {
        OptionalInt status = exitStatus();
        return status.isEmpty()
                ? Optional.empty()
                : refusals.apply(new CommandResult.Exited(status.getAsInt(), "", stderr()));
    }

    /// Closes its input and lets go of it. A program that does not end at the end of its input goes on on the
    /// host.
    public void destroy() {
        channel.close();
    }

    @Override
    public void close() {
        destroy();
    }
}
