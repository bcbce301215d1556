package io.understudy.lag;

import io.understudy.cluster.ClusterReading;
import io.understudy.cluster.NodeReading;
import io.understudy.cluster.ServerFacts;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Goes with one cluster from sample to sample: what a single look cannot tell (rates, ages, since when) it
/// knows from those before.
final class LagTracker {
    private final LsnHistory end = new LsnHistory();
    private final Map<String, LsnHistory> replays = new HashMap<>();
    private @Nullable ClusterLag last;

    /// Goes on where another replica, or this one before its restart, has left off.
    ///
    /// @param ends where the primary's WAL has ended, in the order of time
    /// @param newest the last sample; null when there is none
    LagTracker resume(List<LsnHistory.Point> ends, @Nullable ClusterLag newest) {
        ends.forEach(point -> end.add(point.at(), point.lsn()));
        last = newest;
        return this;
    }

    /// Takes one more reading in. Not for several threads.
    ClusterLag sample(ClusterReading reading, Instant now) {
        return sample(reading, WalSpace.NOT_YET, now);
    }

    /// The same with what is known of the primary's disk.
    ClusterLag sample(ClusterReading reading, WalSpace space, Instant now) {
        reading.primary()
                .ifPresent(primary -> primary.facts()
                        .map(ServerFacts::current)
                        .ifPresent(current -> end.add(primary.measuredAt(), current)));
        ClusterLag before = last;
        NodeReading primary = reading.primary().orElseGet(() -> reading.nodes().getFirst());
        ClusterLag sample = ClusterLag.measured(
                reading.cluster().id(),
                now,
                PrimaryWal.of(reading, end, space, now, before == null ? null : before.primary()),
                reading.nodes().stream()
                        .filter(node -> !node.equals(primary))
                        .map(node -> standby(node, reading, now))
                        .toList());
        last = sample;
        return sample;
    }

    private StandbyLag standby(NodeReading standby, ClusterReading reading, Instant now) {
        String id = standby.node().id();
        LsnHistory replay = replays.computeIfAbsent(id, _ -> new LsnHistory());
        StandbyMeasure.replayedBy(standby, reading).ifPresent(place -> replay.add(standby.measuredAt(), place));
        StandbyLag before = last == null ? null : last.standby(id).orElse(null);
        return new StandbyMeasure(standby, reading, end, replay).lag(now, before);
    }
}
