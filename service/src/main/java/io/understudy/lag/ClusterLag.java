package io.understudy.lag;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// How far the standbys of a cluster are behind, of one moment.
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(description = "How far the standbys of a cluster are behind its primary, of one moment.")
public record ClusterLag(
        @Schema(description = "Id of the cluster.", examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d")
        String clusterId,

        @Schema(description = "When it was measured.", examples = "2026-11-22T10:15:30.123Z")
        Instant measuredAt,

        @Schema(
                description =
                        "Whether that is longer ago than two intervals of sampling: then nobody knows what is so now.",
                examples = "false")
        boolean stale,

        @Schema(
                description =
                        "Whether every standby that was asked for has replayed to within belowBytes; absent when not asked.",
                examples = "true")
        @Nullable
        Boolean below,

        @Schema(description = "The primary's WAL.") PrimaryWal primary,

        @Schema(description = "Every node that is not the primary, in the order they came.")
        List<StandbyLag> standbys) {
    public ClusterLag {
        standbys = List.copyOf(standbys);
    }

    static ClusterLag measured(String clusterId, Instant at, PrimaryWal primary, List<StandbyLag> standbys) {
        return new ClusterLag(clusterId, at, false, null, primary, standbys);
    }

    /// The same, said some time after it was measured.
    ClusterLag said(Instant now, Duration interval) {
        boolean old = measuredAt.plus(interval.multipliedBy(2)).isBefore(now);
        return new ClusterLag(clusterId, measuredAt, old, below, primary, standbys);
    }

    /// The same with the answer to whether the standbys are that close. What is unknown is not.
    ///
    /// @param nodeId of one standby; null for all
    ClusterLag below(long bytes, @Nullable String nodeId) {
        boolean close = standbys.stream()
                .filter(standby -> nodeId == null || standby.nodeId().equals(nodeId))
                .map(StandbyLag::replayed)
                .allMatch(replayed -> replayed != null && replayed.lagBytes() <= bytes);
        return new ClusterLag(clusterId, measuredAt, stale, close, primary, standbys);
    }

    Set<String> nodeIds() {
        return Stream.concat(Stream.of(primary.nodeId()), standbys.stream().map(StandbyLag::nodeId))
                .collect(Collectors.toSet());
    }

    Optional<StandbyLag> standby(String nodeId) {
        return standbys.stream()
                .filter(standby -> standby.nodeId().equals(nodeId))
                .findFirst();
    }
}
