package io.understudy.client;

import io.understudy.client.invoker.ApiException;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The lines of a stream, one at a time: the next is asked for when the one before was taken.
final class EventLines implements Flow.Subscriber<String>, AutoCloseable {
    private static final Duration LOOK_UP_EVERY = Duration.ofMillis(200);

    private final BlockingQueue<Line> lines = new LinkedBlockingQueue<>();
    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();

    @FunctionalInterface
    private interface Line {
        Optional<String> text() throws IOException;
    }

    /// @param silence how long a stream may say nothing, not even that it is alive, before it counts as
    ///     dead
    /// @return empty at the end of the stream
    /// @throws IOException when the stream broke or went silent
    /// @throws ApiException when the thread is interrupted
    Optional<String> next(Duration silence, Transport transport) throws IOException {
        long deadline = System.nanoTime() + silence.toNanos();
        while (System.nanoTime() < deadline) {
            transport.refuseWhenClosed();
            Line line = poll();
            if (line != null) {
                subscription.join().request(1);
                return line.text();
            }
        }
        throw new HttpTimeoutException("nothing was heard for " + silence);
    }

    private @Nullable Line poll() {
        try {
            return lines.poll(LOOK_UP_EVERY.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(e);
        }
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription.complete(given);
        given.request(1);
    }

    @Override
    public void onNext(String line) {
        lines.add(() -> Optional.of(line));
    }

    @Override
    public void onError(Throwable failure) {
        lines.add(() -> {
            throw new IOException("the stream broke", failure);
        });
    }

    @Override
    public void onComplete() {
        lines.add(Optional::empty);
    }

    @Override
    public void close() {
        if (subscription.isDone()) {
            subscription.join().cancel();
        }
    }
}
