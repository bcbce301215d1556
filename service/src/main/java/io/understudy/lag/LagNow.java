package io.understudy.lag;

import io.understudy.cluster.Cluster;
import io.understudy.cluster.ClusterNode;
import io.understudy.cluster.ClusterReader;
import io.understudy.cluster.ClusterStore;
import io.understudy.cluster.ClusterWatch;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Answers how far standbys are behind now.
@ApplicationScoped
class LagNow {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long LOOK_EVERY_NANOS = Duration.ofMillis(500).toNanos();

    private final ClusterStore clusters;
    private final ClusterReader reader;
    private final LagStore store;
    private final LagSettings settings;

    LagNow(ClusterStore clusters, ClusterReader reader, LagStore store, LagSettings settings) {
        this.clusters = clusters;
        this.reader = reader;
        this.store = store;
        this.settings = settings;
    }

    /// The newest sample; of a cluster that was not sampled yet with the nodes it has now, one measured for this
    /// answer.
    ///
    /// @throws ProblemException `NOT_FOUND`
    ClusterLag newest(String clusterId) {
        Cluster cluster = clusters.get(clusterId);
        return store.newest(cluster.id())
                .filter(sample -> sample.nodeIds()
                        .equals(cluster.nodes().stream().map(ClusterNode::id).collect(Collectors.toSet())))
                .map(sample -> sample.said(Instant.now(), settings.interval()))
                .orElseGet(() -> new LagTracker().sample(reader.read(cluster.id()), Instant.now()));
    }

    /// Looks again and again until the standbys are that close, or the time is over. It never answers from a sample
    /// taken before the question: the caller may have written just now.
    ///
    /// @param nodeId of one standby; null for all
    /// @throws ProblemException `NOT_FOUND`
    ClusterLag below(String clusterId, long bytes, @Nullable String nodeId, Duration wait) {
        long deadline = System.nanoTime() + wait.toNanos();
        Cluster cluster = clusters.get(clusterId);
        if (nodeId != null
                && cluster.nodes().stream().noneMatch(node -> node.id().equals(nodeId))) {
            throw new ProblemException(
                    ProblemType.NOT_FOUND, "The cluster %s has no node %s.".formatted(clusterId, nodeId));
        }
        LagTracker tracker = store.resumed(cluster);
        try (ClusterWatch watch = reader.watch(PATIENCE)) {
            while (true) {
                ClusterLag lag =
                        tracker.sample(watch.look(cluster), Instant.now()).below(bytes, nodeId);
                if (Boolean.TRUE.equals(lag.below()) || System.nanoTime() + LOOK_EVERY_NANOS > deadline) {
                    return lag;
                }
                LockSupport.parkNanos(LOOK_EVERY_NANOS);
            }
        }
    }
}
