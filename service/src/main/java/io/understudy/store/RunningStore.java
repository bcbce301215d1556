package io.understudy.store;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/// The embedded server that this process uses, if any, and its end.
@ApplicationScoped
class RunningStore {
    private static @Nullable EmbeddedPostgres server;
    private static @Nullable FutureTask<EmbeddedPostgres.Address> start;

    /// For a start that fails before the service is up: nothing else would stop the server.
    private static final Thread SAFETY_NET = new Thread(RunningStore::leave, "stop-embedded-store");

    /// Begins to start the server, or to join the one that runs, beside what else the start of this process does.
    static synchronized void begin(DataFolder data) {
        if (start == null) {
            start = new FutureTask<>(() -> {
                server = new EmbeddedPostgres(data);
                return server.start();
            });
            Runtime.getRuntime().removeShutdownHook(SAFETY_NET);
            Runtime.getRuntime().addShutdownHook(SAFETY_NET);
            new Thread(start, "start-embedded-store").start();
        }
    }

    static synchronized EmbeddedPostgres.Address join(DataFolder data) throws IOException {
        begin(data);
        try {
            return Objects.requireNonNull(start).get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException why ? why : new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the embedded PostgreSQL started", e);
        }
    }

    void serviceIsUp(@Observes StartupEvent event) {
        Runtime.getRuntime().removeShutdownHook(SAFETY_NET);
    }

    /// Last of all, since everything that ends may still write.
    void serviceEnds(@Observes @Priority(Integer.MAX_VALUE) ShutdownEvent event) {
        leave();
    }

    private static synchronized void leave() {
        if (start == null) {
            return;
        }
        try {
            start.get();
            Objects.requireNonNull(server).stop();
        } catch (ExecutionException _) {
            // It never ran.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException("the embedded PostgreSQL could not be stopped", e);
        } finally {
            start = null;
        }
    }
}
