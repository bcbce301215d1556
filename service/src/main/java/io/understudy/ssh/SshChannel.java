package io.understudy.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelListener;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.jspecify.annotations.Nullable;

/// One command on a connection. Closing the channel does not end the command on the host.
final class SshChannel implements AutoCloseable {
    /// How long to wait for more output of a command that has ended: a daemon it left behind may hold its
    /// output open.
    private static final Duration QUIET = Duration.ofSeconds(1);

    private final ChannelExec channel;
    private final @Nullable CappedOutput out;
    private final CappedOutput err = new CappedOutput();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    /// @param afterClose called once, when the host has let go of the channel or is gone
    SshChannel(ChannelExec channel, @Nullable CappedOutput out, Runnable afterClose) {
        this.channel = channel;
        this.out = out;
        if (out != null) {
            channel.setOut(out);
        }
        channel.setErr(err);
        channel.addChannelListener(new ChannelListener() {
            @Override
            public void channelStateChanged(Channel changed, @Nullable String hint) {
                if (exitStatus().isPresent()) {
                    ended.countDown();
                }
            }
        });
        channel.addCloseFutureListener(_ -> {
            ended.countDown();
            closed.countDown();
            afterClose.run();
        });
    }

    /// @throws NotStartedException when the host wants no further channel on this connection
    /// @throws IOException when the link fails or the time is over; the command may have been started
    void open(Duration timeout) throws IOException {
        try {
            channel.open().verify(timeout);
        } catch (IOException e) {
            close();
            throw e.getCause() instanceof SshChannelOpenException ? new NotStartedException(e) : e;
        }
    }

    /// Sends the input and waits until the command has ended and printed all; false when the time is over
    /// before.
    ///
    /// @param deadline of [System#nanoTime()]
    boolean complete(String input, long deadline) throws InterruptedException {
        send(input);
        if (!ended.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            return false;
        }
        awaitOutput(deadline);
        return true;
    }

    void awaitEnd(Duration limit) {
        try {
            ended.await(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /// How the command ended, after [#complete].
    CommandResult result() {
        OptionalInt status = exitStatus();
        return status.isPresent()
                ? new CommandResult.Exited(status.getAsInt(), out == null ? "" : out.text(), err.text())
                : new CommandResult.ConnectionLost("the channel was closed before the command's end was known");
    }

    OutputStream stdin() {
        return channel.getInvertedIn();
    }

    InputStream stdout() {
        return channel.getInvertedOut();
    }

    String stderr() {
        return err.text();
    }

    boolean isOpen() {
        return closed.getCount() > 0;
    }

    boolean overflowed() {
        return err.overflowed() || (out != null && out.overflowed());
    }

    /// Empty while the command runs, and for ever when its end was never told. After a signal, 128 plus its
    /// number.
    OptionalInt exitStatus() {
        Integer status = channel.getExitStatus();
        if (status != null) {
            return OptionalInt.of(status);
        }
        String signal = channel.getExitSignal();
        return signal == null ? OptionalInt.empty() : OptionalInt.of(128 + number(signal));
    }

    @Override
    public void close() {
        channel.close(false);
    }

    /// On a thread of its own, because a command that does not read would block the writer for ever.
    private void send(String input) {
        Thread.startVirtualThread(() -> {
            try (OutputStream to = stdin()) {
                to.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // The command ended without reading all of it, or the link went away; the result tells which.
            }
        });
    }

    private void awaitOutput(long deadline) throws InterruptedException {
        long before;
        do {
            before = seen();
        } while (!closed.await(QUIET.toNanos(), TimeUnit.NANOSECONDS)
                && seen() > before
                && System.nanoTime() < deadline);
    }

    private long seen() {
        return err.seen() + (out == null ? 0 : out.seen());
    }

    private static int number(String signal) {
        return switch (signal) {
            case "HUP" -> 1;
            case "INT" -> 2;
            case "QUIT" -> 3;
            case "ABRT" -> 6;
            case "KILL" -> 9;
            case "SEGV" -> 11;
            case "PIPE" -> 13;
            case "TERM" -> 15;
            default -> 127;
        };
    }
}
