package io.understudy.client;

import io.understudy.client.model.ClusterLag;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The standbys have not come that close in the time that was given to wait for them.
public final class LagTimeoutException extends RuntimeException {
    private final @Nullable ClusterLag lag;

    /// @param cause why the last look failed, if it did
    LagTimeoutException(
            String clusterId, long bytes, Duration limit, @Nullable ClusterLag lag, @Nullable Throwable cause) {
        super(
                "not every standby of cluster %s has come within %d bytes within %s".formatted(clusterId, bytes, limit),
                cause);
        this.lag = lag;
    }

    /// The last look; empty when there was none.
    public Optional<ClusterLag> lag() {
        return Optional.ofNullable(lag);
    }
}
