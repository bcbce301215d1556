package io.understudy.lag;

import io.understudy.cluster.ClusterReading;
import io.understudy.cluster.NodeReading;
import io.understudy.cluster.ServerFacts;
import io.understudy.postgres.Lsn;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Goes with one cluster from sample to sample: what a single look cannot tell (rates, ages, since when) it
/// knows from those before.
final class LagTracker {
    private final LsnHistory end = new LsnHistory();
    private final Map<String, LsnHistory> replays = new HashMap<>();
    private @Nullable ClusterLag last;

    /// Goes on where another replica, or this one before its restart, has left off.
    ///
    /// @param ends where the primary's WAL has ended
    /// @param newest the last sample; null when there is none
    LagTracker resume(List<LsnHistory.Point> ends, @Nullable ClusterLag newest) {
        Stream.concat(ends.stream(), newest == null ? Stream.empty() : told(newest))
                .sorted(Comparator.comparing(LsnHistory.Point::at).thenComparing(LsnHistory.Point::lsn))
                .forEach(point -> end.add(point.at(), point.lsn()));
        last = newest;
        return this;
    }

    /// What a sample has told of the end of the primary's WAL: where it was then, and when the first byte that a
    /// standby has not replayed was written. So an age goes on where it was, whatever else is kept.
    private static Stream<LsnHistory.Point> told(ClusterLag sample) {
        return Stream.concat(
                sample.standbys().stream().flatMap(standby -> missing(standby.replayed(), sample.measuredAt())),
                Stream.ofNullable(sample.primary().endLsn())
                        .map(place -> new LsnHistory.Point(sample.measuredAt(), place)));
    }

    private static Stream<LsnHistory.Point> missing(@Nullable LagStage replayed, Instant at) {
        if (replayed == null || replayed.lagSeconds() == null || replayed.lagBytes() == 0) {
            return Stream.empty();
        }
        Instant written = at.minusNanos((long) (replayed.lagSeconds() * 1e9));
        Lsn next = new Lsn(replayed.lsn().position() + 1);
        return Stream.of(new LsnHistory.Point(written, replayed.lsn()), new LsnHistory.Point(written, next));
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
