package io.understudy.lag;

import io.understudy.cluster.ClusterNode;
import io.understudy.cluster.ClusterReading;
import io.understudy.cluster.NodeReading;
import io.understudy.cluster.ServerFacts;
import io.understudy.cluster.Walsender;
import io.understudy.postgres.Lsn;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Makes of a reading, and of what was watched before, how far one standby is behind.
final class StandbyMeasure {
    private final NodeReading standby;
    private final ClusterReading all;
    private final LsnHistory end;
    private final LsnHistory replay;
    private final Optional<ServerFacts> primary;
    private final Optional<ServerFacts> own;
    private final Optional<Walsender> sender;
    private final String notFed;
    private final String notSeen;
    private final Gaps gaps = new Gaps();

    /// @param end where the primary's WAL has ended, this reading included
    /// @param replay what the standby has replayed, this reading included
    StandbyMeasure(NodeReading standby, ClusterReading all, LsnHistory end, LsnHistory replay) {
        this.standby = standby;
        this.all = all;
        this.end = end;
        this.replay = replay;
        this.primary = all.primary().flatMap(NodeReading::facts);
        this.own = standby.facts();
        this.sender = all.senderOf(standby);
        this.notFed = all.lagUnknownReason(standby).orElse("Its walsender has not heard of this place.");
        this.notSeen = all.unknownReason(standby).orElse("It is not in recovery.");
    }

    /// @param before the sample before this one; null when there is none
    StandbyLag lag(Instant now, @Nullable StandbyLag before) {
        ClusterNode node = standby.node();
        LagState state = LagState.of(standby, all);
        LagStage replayed = stage("replayed", replayedBy(standby, all), sender.map(Walsender::replayLagSeconds));
        Optional<ServerFacts.Walreceiver> receiver = own.map(ServerFacts::receiver);
        String noReceiver = own.isPresent() ? "It has no walreceiver." : notSeen;
        return new StandbyLag(
                node.id(),
                node.host(),
                node.instanceName(),
                state,
                before != null && before.state() == state ? before.stateSince() : now,
                all.feedOf(standby).map(feed -> feed.upstream().node().id()).orElse(null),
                sender.map(Walsender::state).orElse(null),
                gaps.value("timeline", own.map(ServerFacts::timeline), notSeen),
                stage("sent", sender.map(Walsender::sent), Optional.empty()),
                stage("written", sender.map(Walsender::written), sender.map(Walsender::writeLagSeconds)),
                stage("flushed", sender.map(Walsender::flushed), sender.map(Walsender::flushLagSeconds)),
                replayed,
                gaps.value("receiverUp", own.filter(ServerFacts::inRecovery).map(ServerFacts::receiverUp), notSeen),
                gaps.value(
                        "receiverLastMessageSeconds",
                        receiver.map(ServerFacts.Walreceiver::lastMessageSeconds),
                        receiver.isPresent() ? "It has heard nothing yet." : noReceiver),
                gaps.value("replayPaused", own.map(ServerFacts::replayPaused), notSeen),
                StandbySlot.of(standby, all, gaps),
                applyRate(),
                caughtUpIn(replayed),
                gaps.since(now, before == null ? List.of() : before.unknown()));
    }

    /// What the primary has heard, or what the standby says itself where that is further: a standby tells its upstream
    /// at once what it has flushed, and up to 10 s later what it has replayed. A standby that nobody feeds may have
    /// gone another way; only on the primary's own timeline its word can be compared.
    static Optional<Lsn> replayedBy(NodeReading standby, ClusterReading all) {
        Optional<Walsender> sender = all.senderOf(standby);
        Optional<Integer> timeline = all.primary().flatMap(NodeReading::facts).map(ServerFacts::timeline);
        Optional<Lsn> said = standby.facts()
                .filter(own -> all.ours(standby) && own.inRecovery())
                .filter(own -> sender.isPresent() || timeline.equals(Optional.of(own.timeline())))
                .map(ServerFacts::replayed);
        return Stream.concat(sender.map(Walsender::replayed).stream(), said.stream())
                .max(Comparator.naturalOrder());
    }

    private @Nullable LagStage stage(String field, Optional<Lsn> lsn, Optional<Double> timed) {
        Optional<Long> behind = lsn.flatMap(place -> primary.map(facts -> facts.bytesBehind(place)));
        if (gaps.value(field, behind, notFed) == null) {
            return null;
        }
        Lsn place = lsn.orElseThrow();
        OptionalDouble age = end.age(place, timed.orElse(null));
        String why = "It is longer ago than was watched.";
        return new LagStage(
                place,
                behind.orElseThrow(),
                gaps.value(
                        field + ".lagSeconds",
                        age.isPresent() ? Optional.of(age.getAsDouble()) : Optional.empty(),
                        why));
    }

    private @Nullable Long applyRate() {
        Optional<Long> rate = gaps.has("replayed") ? Optional.empty() : PrimaryWal.rate(replay);
        return gaps.value("applyBytesPerSecond", rate, gaps.has("replayed") ? notFed : PrimaryWal.TOO_SHORT);
    }

    /// At the pace of the last minute.
    private @Nullable Double caughtUpIn(@Nullable LagStage replayed) {
        String field = "caughtUpInSeconds";
        if (replayed == null) {
            return gaps.value(field, Optional.empty(), notFed);
        }
        if (replayed.lagBytes() == 0) {
            return 0.0;
        }
        OptionalDouble written = end.bytesPerSecond(PrimaryWal.RATE_WINDOW);
        OptionalDouble applied = replay.bytesPerSecond(PrimaryWal.RATE_WINDOW);
        if (written.isEmpty() || applied.isEmpty()) {
            return gaps.value(field, Optional.empty(), PrimaryWal.TOO_SHORT);
        }
        double gain = applied.getAsDouble() - written.getAsDouble();
        return gaps.value(
                field,
                gain > 0 ? Optional.of(replayed.lagBytes() / gain) : Optional.empty(),
                "It does not gain on the primary.");
    }
}
