package io.understudy.lag;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// The newest sample of one cluster as metrics of the replica that takes it. What is not known is NaN, never 0. Names
/// that postgres_exporter has made usual are used where they mean the same.
final class LagMeters implements AutoCloseable {
    private final MeterRegistry registry;
    private final List<Meter> meters = new ArrayList<>();
    private Set<String> shown = Set.of();
    private volatile @Nullable ClusterLag newest;

    LagMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void show(String cluster, ClusterLag sample) {
        newest = sample;
        Set<String> now = Set.of(cluster, sample.nodeIds().toString());
        if (!now.equals(shown)) {
            close();
            register(Tags.of("cluster", cluster), sample);
            shown = now;
        }
    }

    private void register(Tags cluster, ClusterLag sample) {
        gauge("understudy_lag_sample_age_seconds", cluster, LagMeters::age);
        Tags primary = cluster.and("host", sample.primary().host());
        gauge(
                "understudy_primary_wal_bytes_per_second",
                primary,
                lag -> or(lag.primary().bytesPerSecond()));
        gauge(
                "understudy_primary_wal_free_bytes",
                primary,
                lag -> or(lag.primary().freeBytes()));
        gauge(
                "understudy_primary_archive_failing",
                primary,
                lag -> or(lag.primary().archiveFailing()));
        for (StandbyLag standby : sample.standbys()) {
            Tags tags = cluster.and("host", standby.host(), "instance_name", standby.instance());
            register(tags, standby.nodeId());
        }
    }

    private void register(Tags tags, String node) {
        standby("pg_replication_lag_seconds", tags, node, s -> seconds(s.replayed()));
        standby("pg_stat_replication_pg_wal_lsn_diff", tags, node, s -> bytes(s.replayed()));
        slot("pg_replication_slots_pg_wal_lsn_diff", tags, node, s -> or(s.retainedBytes()));
        slot("pg_replication_slots_active", tags, node, s -> or(s.active()));
        slot("pg_replication_slot_safe_wal_size_bytes", tags, node, s -> or(s.safeBytes()));
        stage("sent", tags, node, StandbyLag::sent);
        stage("write", tags, node, StandbyLag::written);
        stage("flush", tags, node, StandbyLag::flushed);
        stage("replay", tags, node, StandbyLag::replayed);
        standby("understudy_standby_receiver_up", tags, node, s -> or(s.receiverUp()));
        standby("understudy_standby_replay_paused", tags, node, s -> or(s.replayPaused()));
        for (LagState state : LagState.values()) {
            standby("understudy_standby_state", tags.and("state", state.name()), node, s -> s.state() == state ? 1 : 0);
        }
    }

    private void stage(String name, Tags tags, String node, Function<StandbyLag, @Nullable LagStage> stage) {
        standby("understudy_standby_%s_lag_bytes".formatted(name), tags, node, s -> bytes(stage.apply(s)));
        standby("understudy_standby_%s_lag_seconds".formatted(name), tags, node, s -> seconds(stage.apply(s)));
    }

    private void slot(String name, Tags tags, String node, ToDoubleFunction<StandbySlot> value) {
        standby(name, tags, node, standby -> {
            StandbySlot slot = standby.slot();
            return slot == null ? Double.NaN : value.applyAsDouble(slot);
        });
    }

    private void standby(String name, Tags tags, String node, ToDoubleFunction<StandbyLag> value) {
        gauge(name, tags, lag -> {
            Optional<StandbyLag> standby = lag.standby(node);
            return standby.isPresent() ? value.applyAsDouble(standby.get()) : Double.NaN;
        });
    }

    private void gauge(String name, Tags tags, ToDoubleFunction<ClusterLag> value) {
        meters.add(Gauge.builder(name, this, shower -> {
                    ClusterLag lag = shower.newest;
                    return lag == null ? Double.NaN : value.applyAsDouble(lag);
                })
                .tags(tags)
                .register(registry));
    }

    private static double age(ClusterLag lag) {
        return Duration.between(lag.measuredAt(), Instant.now()).toMillis() / 1000.0;
    }

    private static double bytes(@Nullable LagStage stage) {
        return stage == null ? Double.NaN : stage.lagBytes();
    }

    private static double seconds(@Nullable LagStage stage) {
        return stage == null ? Double.NaN : or(stage.lagSeconds());
    }

    private static double or(@Nullable Number value) {
        return value == null ? Double.NaN : value.doubleValue();
    }

    private static double or(@Nullable Boolean value) {
        return value == null ? Double.NaN : value ? 1 : 0;
    }

    @Override
    public void close() {
        meters.forEach(registry::remove);
        meters.clear();
    }
}
