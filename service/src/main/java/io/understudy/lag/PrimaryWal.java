package io.understudy.lag;

import io.understudy.cluster.ClusterReading;
import io.understudy.cluster.NodeReading;
import io.understudy.cluster.ServerFacts;
import io.understudy.postgres.Lsn;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// The WAL of a primary, and what it has for those who follow.
@Schema(description = """
                The WAL of the primary, and what it has for those who follow. When no primary was measured: of the declared one, \
                with all values absent.""")
public record PrimaryWal(
        @Schema(description = "Id of the node.", examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d")
        String nodeId,

        @Schema(description = "Name of the host it is on.", examples = "db1")
        String host,

        @Schema(description = "The timeline that it writes.", examples = "3") @Nullable
        Integer timeline,

        @Schema(description = "The end of its WAL, an LSN.", examples = "0/4000060", implementation = String.class)
        @Nullable
        Lsn endLsn,

        @Schema(description = "WAL written per second, over the last minute that was watched.", examples = "1048576")
        @Nullable
        Long bytesPerSecond,

        @Schema(
                description =
                        "Free bytes where it keeps its WAL, asked for once a minute. When they are used up it stops.",
                examples = "53687091200")
        @Nullable
        Long freeBytes,

        @Schema(description = "Walsenders in use, base backups included.", examples = "2") @Nullable
        Integer walsendersUsed,

        @Schema(description = "`max_wal_senders`.", examples = "10") @Nullable
        Integer walsendersMax,

        @Schema(description = "Replication slots there are, of all kinds.", examples = "1") @Nullable
        Integer slotsUsed,

        @Schema(description = "`max_replication_slots`.", examples = "10") @Nullable
        Integer slotsMax,

        @Schema(description = "Whether it is to archive its WAL.", examples = "false") @Nullable
        Boolean archiving,

        @Schema(description = "Whether the last attempt to archive a file failed.", examples = "false") @Nullable
        Boolean archiveFailing,

        @Schema(description = "Everything above that is absent, and why.")
        List<UnknownValue> unknown) {
    /// Long enough that a checkpoint does not look like a load.
    static final Duration RATE_WINDOW = Duration.ofMinutes(1);

    static final String TOO_SHORT = "It was not watched long enough for a rate.";

    public PrimaryWal {
        unknown = List.copyOf(unknown);
    }

    /// @param end where its WAL has ended, this reading included
    static PrimaryWal of(ClusterReading all, LsnHistory end, WalSpace space, Instant now, @Nullable PrimaryWal before) {
        NodeReading measured = all.primary().orElseGet(() -> all.nodes().getFirst());
        Optional<ServerFacts> facts = all.primary().flatMap(NodeReading::facts);
        Optional<ServerFacts.Usage> usage = facts.map(ServerFacts::usage);
        String why = all.unknownReason(measured).orElse("No node was seen to be the primary.");
        Gaps gaps = new Gaps();
        return new PrimaryWal(
                measured.node().id(),
                measured.node().host(),
                gaps.value("timeline", facts.map(ServerFacts::timeline), why),
                gaps.value("endLsn", facts.map(ServerFacts::current), why),
                gaps.value("bytesPerSecond", facts.flatMap(_ -> rate(end)), facts.isEmpty() ? why : TOO_SHORT),
                gaps.value(
                        "freeBytes", facts.map(_ -> space.freeBytes()), facts.isEmpty() ? why : space.unknownReason()),
                gaps.value("walsendersUsed", usage.map(ServerFacts.Usage::walsenders), why),
                gaps.value("walsendersMax", usage.map(ServerFacts.Usage::maxWalsenders), why),
                gaps.value("slotsUsed", usage.map(ServerFacts.Usage::slots), why),
                gaps.value("slotsMax", usage.map(ServerFacts.Usage::maxSlots), why),
                gaps.value("archiving", usage.map(ServerFacts.Usage::archiving), why),
                gaps.value("archiveFailing", usage.map(ServerFacts.Usage::archiveFailing), why),
                gaps.since(now, before == null ? List.of() : before.unknown()));
    }

    /// Bytes per second over the last minute.
    static Optional<Long> rate(LsnHistory places) {
        OptionalDouble rate = places.bytesPerSecond(RATE_WINDOW);
        return rate.isPresent() ? Optional.of(Math.round(rate.getAsDouble())) : Optional.empty();
    }
}
