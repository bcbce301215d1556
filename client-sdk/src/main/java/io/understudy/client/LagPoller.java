package io.understudy.client;

import io.understudy.client.api.LagApi;
import io.understudy.client.api.LagApi.APIGetClusterLagRequest;
import io.understudy.client.model.ClusterLag;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Watches how far the standbys of one cluster are behind. For one thread at a time.
public final class LagPoller {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final Calls calls;
    private final String clusterId;
    private final @Nullable String nodeId;
    private Consumer<ClusterLag> listener = lag -> {};
    private @Nullable ClusterLag seen;
    private @Nullable RuntimeException trouble;

    /// @param lag calls that are sent again when they fail
    /// @param looks calls that are sent once: a poller looks again anyway
    /// @param longestWait how long the service is asked to hold back an answer
    record Calls(LagApi lag, LagApi looks, Transport transport, Duration longestWait) {}

    LagPoller(Calls calls, String clusterId, @Nullable String nodeId) {
        this.calls = calls;
        this.clusterId = clusterId;
        this.nodeId = nodeId;
    }

    /// The same for one standby alone.
    public LagPoller ofNode(String standbyNodeId) {
        return new LagPoller(calls, clusterId, standbyNodeId).onLook(listener);
    }

    /// The newest sample. Whether it is too old to go by, `getStale()` says.
    public ClusterLag poll() {
        return calls.lag()
                .getClusterLag(APIGetClusterLagRequest.newBuilder()
                        .clusterId(clusterId)
                        .build());
    }

    /// @param look told of each look while waiting, in the thread that waits; an exception of it ends the
    ///     waiting
    public LagPoller onLook(Consumer<ClusterLag> look) {
        listener = look;
        return this;
    }

    /// Waits until every standby, or the one, has replayed to within so many bytes of the end of the
    /// primary's WAL. Only what is measured after the call counts, so what the caller wrote before is in it;
    /// a lag that is not known is not below anything. A service that cannot be reached for a while is waited
    /// for, too.
    ///
    /// @return the look that showed it
    /// @throws LagTimeoutException when the time is up
    public ClusterLag waitForBelow(long bytes, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        Duration left = limit;
        do {
            Duration pause = look(bytes, shorter(left, calls.longestWait()));
            ClusterLag lag = seen;
            if (lag != null && Boolean.TRUE.equals(lag.getBelow())) {
                return lag;
            }
            left = left(deadline);
            calls.transport().pause(shorter(pause, left));
            left = left(deadline);
        } while (!left.isZero());
        throw new LagTimeoutException(clusterId, bytes, limit, seen, trouble);
    }

    /// @return how long to wait before the next look
    private Duration look(long bytes, Duration wait) {
        try {
            ClusterLag lag = calls.looks()
                    .getClusterLag(APIGetClusterLagRequest.newBuilder()
                            .clusterId(clusterId)
                            .nodeId(nodeId)
                            .belowBytes(bytes)
                            .prefer(wait.toSeconds() > 0 ? "wait=" + wait.toSeconds() : null)
                            .build());
            trouble = null;
            seen = lag;
            listener.accept(lag);
            return Duration.ZERO;
        } catch (UncheckedIOException e) {
            trouble = e;
            return LOOK_EVERY;
        } catch (ProblemException e) {
            if (!e.passing()) {
                throw e;
            }
            trouble = e;
            return e.retryAfter().orElse(LOOK_EVERY);
        }
    }

    private static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
