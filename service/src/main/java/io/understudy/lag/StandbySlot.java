package io.understudy.lag;

import io.understudy.cluster.ClusterReading;
import io.understudy.cluster.NodeReading;
import io.understudy.cluster.ServerFacts;
import io.understudy.cluster.Walsender;
import io.understudy.postgres.PgVersion;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// The slot that keeps WAL for a standby.
@Schema(description = "The slot on its upstream that keeps WAL for a standby.")
public record StandbySlot(
        @Schema(description = "Name of the slot.", examples = "understudy_db2_main")
        String name,

        @Schema(description = "Whether a walsender holds it now.", examples = "true") @Nullable
        Boolean active,

        @Schema(description = "Bytes of WAL that are kept because of it.", examples = "16777216") @Nullable
        Long retainedBytes,

        @Schema(
                description = "Whether the WAL that it needs is there, verbatim from pg_replication_slots.",
                examples = "reserved",
                enumeration = {"reserved", "extended", "unreserved", "lost"})
        @Nullable
        String walStatus,

        @Schema(
                description =
                        "Bytes that can be written before the slot may be lost; absent where nothing limits it, and when it is lost.",
                examples = "1073741824")
        @Nullable
        Long safeBytes) {

    static Optional<ServerFacts.Slot> factsOf(NodeReading standby, ClusterReading all) {
        String name = nameOf(standby, all);
        return name == null ? Optional.empty() : all.slotOwner(standby).flatMap(owner -> owner.slot(name));
    }

    private static @Nullable String nameOf(NodeReading standby, ClusterReading all) {
        return all.senderOf(standby)
                .map(Walsender::slotName)
                .orElse(standby.node().slot());
    }

    /// Null when the standby uses none.
    static @Nullable StandbySlot of(NodeReading standby, ClusterReading all, Gaps gaps) {
        String name = nameOf(standby, all);
        if (name == null) {
            return null;
        }
        Optional<ServerFacts> owner = all.slotOwner(standby);
        Optional<ServerFacts.Slot> slot = owner.flatMap(facts -> facts.slot(name));
        String nothing = owner.isEmpty() ? "Its upstream was not measured." : "Its upstream has no slot of this name.";
        return new StandbySlot(
                name,
                gaps.value("slot.active", slot.map(ServerFacts.Slot::active), nothing),
                gaps.value(
                        "slot.retainedBytes",
                        slot.flatMap(s -> owner.map(facts -> facts.bytesBehind(s.restart()))),
                        slot.isEmpty() ? nothing : "It keeps none, or its upstream is not the primary."),
                gaps.value(
                        "slot.walStatus",
                        slot.map(ServerFacts.Slot::walStatus),
                        slot.isEmpty() ? nothing : since13(all, "It was never used.")),
                slot.isPresent() && all.cluster().version().tellsWhatSlotsRisk()
                        ? slot.get().safeBytes()
                        : gaps.value("slot.safeBytes", Optional.empty(), slot.isEmpty() ? nothing : since13(all, "")));
    }

    private static String since13(ClusterReading all, String otherwise) {
        PgVersion version = all.cluster().version();
        return version.tellsWhatSlotsRisk()
                ? otherwise
                : "PostgreSQL %s does not tell; 13 and newer do.".formatted(version);
    }
}
