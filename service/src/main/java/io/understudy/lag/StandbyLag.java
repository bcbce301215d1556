package io.understudy.lag;

import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// How far one standby is behind. What could not be measured is absent, never 0.
@Schema(description = "How far one standby is behind. What could not be measured is absent, never 0.")
public record StandbyLag(
        @Schema(description = "Id of the node.", examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d")
        String nodeId,

        @Schema(description = "Name of the host it is on.", examples = "db2")
        String host,

        @Schema(description = "Name of the instance, Debian's \"cluster name\".", examples = "main")
        String instance,

        @Schema(description = "How it follows, in one word.", examples = "STREAMING")
        LagState state,

        @Schema(
                description = "Since when it has been in this state, as far as was watched.",
                examples = "2026-11-22T10:15:30.123Z")
        Instant stateSince,

        @Schema(
                description =
                        "The node that feeds it: the primary or, in a cascade, another standby; absent when none was seen to.",
                examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d")
        @Nullable
        String upstreamNodeId,

        @Schema(
                description = "State of its walsender, verbatim from pg_stat_replication; absent when it has none.",
                examples = "streaming",
                enumeration = {"startup", "catchup", "streaming", "backup", "stopping"})
        @Nullable
        String streamingState,

        @Schema(description = "The timeline that it receives, or last came to.", examples = "3") @Nullable
        Integer timeline,

        @Schema(description = "Sent by its upstream.") @Nullable
        LagStage sent,

        @Schema(description = "Written by the standby's operating system.") @Nullable
        LagStage written,

        @Schema(description = "Safe on the standby's disk.") @Nullable
        LagStage flushed,

        @Schema(description = "Replayed, so that queries on the standby see it.") @Nullable
        LagStage replayed,

        @Schema(description = "Whether its walreceiver is connected and streams.", examples = "true") @Nullable
        Boolean receiverUp,

        @Schema(
                description =
                        "Seconds since its walreceiver last heard of its upstream, by the standby's own clock. On an idle"
                                + " primary up to half of wal_receiver_timeout.",
                examples = "0.8")
        @Nullable
        Double receiverLastMessageSeconds,

        @Schema(description = "Whether replay was paused on it by hand.", examples = "false") @Nullable
        Boolean replayPaused,

        @Schema(description = "The slot that keeps WAL for it; absent when it uses none.") @Nullable
        StandbySlot slot,

        @Schema(description = "WAL replayed per second, over the last minute that was watched.", examples = "2097152")
        @Nullable
        Long applyBytesPerSecond,

        @Schema(
                description = "Seconds until it has replayed all, at the pace of the last minute; 0 when it has.",
                examples = "12.5")
        @Nullable
        Double caughtUpInSeconds,

        @Schema(description = "Everything above that is absent and should not be, and why.")
        List<UnknownValue> unknown) {
    public StandbyLag {
        unknown = List.copyOf(unknown);
    }
}
