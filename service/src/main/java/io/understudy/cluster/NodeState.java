package io.understudy.cluster;

import io.understudy.postgres.Lsn;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// What a node is now. Whatever could not be measured is absent, never 0, and `unknownReason` says why.
@Schema(description = "What a node is now. What could not be measured is absent, never 0, and unknownReason says why.")
public record NodeState(
        @Schema(description = "Id of the node.", examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d")
        String id,

        @Schema(description = "Id of the host it is on.", examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d")
        String hostId,

        @Schema(description = "Name of that host.", examples = "db2")
        String host,

        @Schema(description = "Name of the instance, Debian's \"cluster name\".", examples = "main")
        String instance,

        @Schema(description = "TCP port of the instance.", examples = "5432")
        int port,

        @Schema(description = "The part that it was given.", examples = "STANDBY")
        NodeRole declaredRole,

        @Schema(description = "What it was seen to be.", examples = "STANDBY")
        ObservedRole observedRole,

        @Schema(description = "The release of its running server.", examples = "15.14") @Nullable
        String version,

        @Schema(description = "The timeline that it writes or, as a standby, receives or last came to.", examples = "3")
        @Nullable
        Integer timeline,

        @Schema(
                description = "State of its walsender on the primary, verbatim from pg_stat_replication; absent for a"
                        + " primary and when it has none.",
                examples = "streaming",
                enumeration = {"startup", "catchup", "streaming", "backup", "stopping"})
        @Nullable
        String streamingState,

        @Schema(
                description = "Up to where the primary has sent WAL to it, an LSN.",
                examples = "0/4000060",
                implementation = String.class)
        @Nullable
        Lsn sentLsn,

        @Schema(
                description = "Up to where it has written WAL, as the primary knows.",
                examples = "0/4000060",
                implementation = String.class)
        @Nullable
        Lsn writtenLsn,

        @Schema(
                description = "Up to where its WAL is safe on its disk, as the primary knows.",
                examples = "0/4000060",
                implementation = String.class)
        @Nullable
        Lsn flushedLsn,

        @Schema(
                description = "Up to where it has replayed WAL, as the primary knows.",
                examples = "0/4000060",
                implementation = String.class)
        @Nullable
        Lsn replayedLsn,

        @Schema(
                description =
                        "Bytes of WAL that the primary has written and it has not replayed, measured on the primary.",
                examples = "0")
        @Nullable
        Long replayLagBytes,

        @Schema(
                description =
                        "Whether its walreceiver is connected and streams, as it says itself; absent for a primary.",
                examples = "true")
        @Nullable
        Boolean receiverUp,

        @Schema(description = "The slot on the primary that keeps WAL for it; absent when it uses none.") @Nullable
        SlotState slot,

        @Schema(
                description = "Why something above is absent that a node of its kind has; absent when nothing is.",
                examples = "10.0.0.7 port 22: no answer within 5 s")
        @Nullable
        String unknownReason,

        @Schema(description = "When it was looked at.", examples = "2026-11-22T10:15:30.123Z")
        Instant measuredAt) {

    @Schema(description = "A replication slot on the primary.")
    public record SlotState(
            @Schema(description = "Name of the slot.", examples = "understudy_db2_main")
            String name,

            @Schema(
                    description = "Whether a walsender holds it now; absent when that is not known or there is no such"
                            + " slot.",
                    examples = "true")
            @Nullable
            Boolean active,

            @Schema(
                    description = "Bytes of WAL that the primary keeps because of it; absent when not known, and while"
                            + " the slot keeps none because it was never used.",
                    examples = "16777216")
            @Nullable
            Long retainedBytes) {}

    static NodeState of(NodeReading reading, ClusterReading all) {
        ClusterNode node = reading.node();
        Optional<ServerFacts> own = reading.facts();
        Optional<ServerFacts> primary = all.primary().flatMap(NodeReading::facts);
        Walsender sender = all.senderOf(reading).orElse(null);
        Lsn replayed = sender == null ? null : sender.replayed();
        return new NodeState(
                node.id(),
                node.hostId(),
                node.host(),
                node.instanceName(),
                node.port(),
                node.role(),
                reading.role(),
                own.map(ServerFacts::release).orElse(null),
                own.map(ServerFacts::timeline).orElse(null),
                sender == null ? null : sender.state(),
                sender == null ? null : sender.sent(),
                sender == null ? null : sender.written(),
                sender == null ? null : sender.flushed(),
                replayed,
                primary.map(facts -> facts.bytesBehind(replayed)).orElse(null),
                own.filter(ServerFacts::inRecovery).map(ServerFacts::receiverUp).orElse(null),
                slot(node, sender, all.slotOwner(reading)),
                all.unknownReason(reading).orElse(null),
                reading.measuredAt());
    }

    private static @Nullable SlotState slot(ClusterNode node, @Nullable Walsender sender, Optional<ServerFacts> owner) {
        String name = sender != null && sender.slotName() != null ? sender.slotName() : node.slot();
        if (name == null) {
            return null;
        }
        Optional<ServerFacts.Slot> slot = owner.flatMap(facts -> facts.slot(name));
        return new SlotState(
                name,
                slot.map(ServerFacts.Slot::active).orElse(null),
                owner.flatMap(facts -> slot.map(s -> facts.bytesBehind(s.restart())))
                        .orElse(null));
    }
}
