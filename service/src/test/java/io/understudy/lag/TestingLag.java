package io.understudy.lag;

import io.understudy.cluster.Cluster;
import io.understudy.postgres.Lsn;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Samples as a sampler would take them, of clusters on hosts that nobody answers for.
final class TestingLag {
    private TestingLag() {}

    static LagSettings keeping(Duration samples) {
        return new LagSettings() {
            @Override
            public Duration interval() {
                return Duration.ofSeconds(5);
            }

            @Override
            public Duration keepSamples() {
                return samples;
            }

            @Override
            public Duration keepHistory() {
                return Duration.ofDays(30);
            }
        };
    }

    /// @param bytes that the standby has not replayed, a thousand of them a second; null when it could not be told
    static ClusterLag sample(Cluster cluster, Instant at, @Nullable Long bytes) {
        LagStage stage = bytes == null ? null : new LagStage(new Lsn(1_000_000 - bytes), bytes, bytes / 1000.0);
        PrimaryWal primary = new PrimaryWal(
                cluster.primary().id(),
                "db1",
                3,
                new Lsn(1_000_000),
                1000L,
                null,
                1,
                10,
                1,
                10,
                false,
                false,
                List.of());
        StandbyLag standby = new StandbyLag(
                cluster.nodes().getLast().id(),
                "db2",
                "main",
                bytes == null ? LagState.HOST_UNREACHABLE : LagState.STREAMING,
                at,
                null,
                null,
                3,
                stage,
                stage,
                stage,
                stage,
                true,
                0.5,
                false,
                null,
                null,
                null,
                List.of());
        return ClusterLag.measured(cluster.id(), at, primary, List.of(standby));
    }
}
