package io.understudy.ssh;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalInt;

/// A command that lives long and is talked to. A read blocks until there is a line, the process ends, or the link
/// is found dead (about 6 s); [#destroy] from another thread ends a read too.
public final class SshProcess implements AutoCloseable {
    private final SshChannel channel;
    private final BufferedReader stdout;

    SshProcess(SshChannel channel) {
        this.channel = channel;
        this.stdout = new BufferedReader(new InputStreamReader(channel.stdout(), StandardCharsets.UTF_8));
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

    /// Closes its input and lets go of it. A program that does not end at the end of its input goes on on the host.
    public void destroy() {
        channel.close();
    }

    @Override
    public void close() {
        destroy();
    }
}
