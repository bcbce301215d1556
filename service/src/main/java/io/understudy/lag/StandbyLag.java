package io.understudy.lag;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.understudy.cluster.ClusterNode;
import io.understudy.cluster.ClusterReading;
import io.understudy.cluster.NodeReading;
import io.understudy.cluster.ServerFacts;
import io.understudy.cluster.Walsender;
import io.understudy.postgres.Lsn;
import io.understudy.postgres.PgVersion;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// How far one standby is behind. What could not be measured is absent, never 0.
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(description = "How far one standby is behind. What could not be measured is absent, never 0.")
public record StandbyLag(
        @Schema(description = "Id of the node.", examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d")
        String nodeId,

        @Schema(description = "Name of the host it is on.", examples = "db2")
        String host,

        @Schema(description = "Name of the instance, Debian's \"cluster name\".", examples = "main")
        String instance,

        @Schema(
                description = "State of its walsender on the primary, verbatim from pg_stat_replication.",
                examples = "streaming",
                enumeration = {"startup", "catchup", "streaming", "backup", "stopping"})
        @Nullable
        String streamingState,

        @Schema(description = "Sent by the primary.") @Nullable
        LagStage sent,

        @Schema(description = "Written by the standby's operating system.") @Nullable
        LagStage written,

        @Schema(description = "Safe on the standby's disk.") @Nullable
        LagStage flushed,

        @Schema(description = "Replayed, so that queries on the standby see it.") @Nullable
        LagStage replayed,

        @Schema(
                description = "Why stages are absent; absent when none is.",
                examples = "The primary has no walsender for it.")
        @Nullable
        String unknownReason,

        @Schema(
                description = "Why lagSeconds is absent where the stage is there; absent when it is there too.",
                examples = "PostgreSQL 9.6 does not measure time.")
        @Nullable
        String secondsUnknownReason,

        @Schema(
                description =
                        "Whether its walreceiver is connected and streams; absent when the standby did not answer.",
                examples = "true")
        @Nullable
        Boolean receiverUp,

        @Schema(
                description = "Whether replay was paused on it by hand; absent when the standby did not answer.",
                examples = "false")
        @Nullable
        Boolean replayPaused,

        @Schema(
                description = "When the primary was read; absent when it was not.",
                examples = "2026-11-22T10:15:30.123Z")
        @Nullable
        Instant measuredAt) {

    static StandbyLag of(NodeReading standby, ClusterReading reading) {
        ClusterNode node = standby.node();
        Optional<ServerFacts> primary = reading.primary().flatMap(NodeReading::facts);
        Optional<Walsender> sender = reading.senderOf(standby);
        return new StandbyLag(
                node.id(),
                node.host(),
                node.instanceName(),
                sender.map(Walsender::state).orElse(null),
                stage(primary, sender.map(Walsender::sent), Optional.empty()),
                stage(primary, sender.map(Walsender::written), sender.map(Walsender::writeLagSeconds)),
                stage(primary, sender.map(Walsender::flushed), sender.map(Walsender::flushLagSeconds)),
                stage(primary, sender.map(Walsender::replayed), sender.map(Walsender::replayLagSeconds)),
                reading.lagUnknownReason(standby).orElse(null),
                sender.map(s -> secondsUnknownReason(s, reading.cluster().version()))
                        .orElse(null),
                standby.facts().map(ServerFacts::receiverUp).orElse(null),
                standby.facts().map(ServerFacts::replayPaused).orElse(null),
                reading.primary().map(NodeReading::measuredAt).orElse(null));
    }

    private static @Nullable LagStage stage(
            Optional<ServerFacts> primary, Optional<Lsn> lsn, Optional<Double> seconds) {
        return lsn.flatMap(place -> primary.map(facts -> facts.bytesBehind(place))
                        .map(behind -> new LagStage(place, behind, seconds.orElse(null))))
                .orElse(null);
    }

    /// The primary times only WAL that is on its way: on an idle one there is nothing to time, and the bytes tell.
    private static @Nullable String secondsUnknownReason(Walsender sender, PgVersion version) {
        if (!version.measuresTimeLag()) {
            return "PostgreSQL %s does not measure time.".formatted(version);
        }
        boolean timed = sender.writeLagSeconds() != null
                && sender.flushLagSeconds() != null
                && sender.replayLagSeconds() != null;
        return timed ? null : "No WAL was under way lately, so there was none to time: lagBytes tells.";
    }
}
