package io.understudy.store;

import io.quarkus.runtime.ExecutionMode;
import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.eclipse.microprofile.config.spi.ConfigSource;

/// Gives the data source an embedded PostgreSQL when `quarkus.datasource.jdbc.url` is set nowhere.
///
/// This runs while a configuration is being read, hence before any bean exists: first the one that classes are
/// initialised with, when the server begins to start beside that, then the one of the service, which waits for it.
@StaticInitSafe
public final class EmbeddedStoreConfig implements ConfigSourceFactory {
    /// Below environment and system properties, above `application.properties`.
    private static final int ORDINAL = 275;

    static final String EMBEDDED = "understudy.store.embedded";

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        if (isSet(context, "quarkus.datasource.jdbc.url") || !isStarting()) {
            return List.of();
        }
        try {
            DataFolder data = new DataFolder(
                    Path.of(context.getValue("understudy.data-dir").getValue()));
            if (ExecutionMode.current() == ExecutionMode.STATIC_INIT) {
                RunningStore.begin(data);
                return List.of();
            }
            EmbeddedPostgres.Address address = RunningStore.join(data);
            String url = "jdbc:postgresql://127.0.0.1:" + address.port() + "/understudy";
            return List.of(new PropertiesConfigSource(
                    Map.of(
                            EMBEDDED,
                            "true",
                            "quarkus.datasource.jdbc.url",
                            url,
                            "quarkus.datasource.username",
                            "understudy",
                            "quarkus.datasource.password",
                            address.password()),
                    "embedded store",
                    ORDINAL));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public OptionalInt getPriority() {
        return OptionalInt.of(ORDINAL);
    }

    private static boolean isSet(ConfigSourceContext context, String name) {
        ConfigValue value = context.getValue(name);
        return value != null && value.getValue() != null && !value.getValue().isBlank();
    }

    /// Quarkus reads the configuration while it builds, too, where a server would be left behind. What it generates is
    /// there only once the service runs.
    private static boolean isStarting() {
        if ("buildtime".equals(System.getProperty("org.graalvm.nativeimage.imagecode"))) {
            return false;
        }
        try {
            Class.forName(
                    "io.quarkus.runner.ApplicationImpl",
                    false,
                    Thread.currentThread().getContextClassLoader());
            return true;
        } catch (ClassNotFoundException _) {
            return false;
        }
    }
}
