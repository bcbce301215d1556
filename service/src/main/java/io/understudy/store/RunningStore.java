package io.understudy.store;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// The embedded server that this process uses, if any, and its end.
@ApplicationScoped
class RunningStore {
    private static @Nullable EmbeddedPostgres server;
    private static EmbeddedPostgres.@Nullable Address address;

    /// For a start that fails before the service is up: nothing else would stop the server.
    private static final Thread SAFETY_NET = new Thread(RunningStore::leave, "stop-embedded-store");

    static synchronized EmbeddedPostgres.Address join(DataFolder data) throws IOException {
        if (address == null) {
            server = new EmbeddedPostgres(data);
            address = server.start();
            Runtime.getRuntime().addShutdownHook(SAFETY_NET);
        }
        return address;
    }

    void serviceIsUp(@Observes StartupEvent event) {
        Runtime.getRuntime().removeShutdownHook(SAFETY_NET);
    }

    /// Last of all, since everything that ends may still write.
    void serviceEnds(@Observes @Priority(Integer.MAX_VALUE) ShutdownEvent event) {
        leave();
    }

    private static synchronized void leave() {
        if (server == null) {
            return;
        }
        try {
            server.stop();
        } catch (IOException e) {
            throw new UncheckedIOException("the embedded PostgreSQL could not be stopped", e);
        } finally {
            server = null;
            address = null;
        }
    }
}
