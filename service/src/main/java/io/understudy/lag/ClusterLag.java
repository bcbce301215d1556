package io.understudy.lag;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// How far the standbys of a cluster are behind, of one moment.
@Schema(description = "How far the standbys of a cluster are behind its primary, of one moment.")
public record ClusterLag(
        @Schema(description = "Id of the cluster.", examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d")
        String clusterId,

        @Schema(description = "When it was measured.", examples = "2026-11-22T10:15:30.123Z")
        Instant measuredAt,

        @Schema(description = "The primary's WAL.") PrimaryWal primary,

        @Schema(description = "Every node that is not the primary, in the order they came.")
        List<StandbyLag> standbys) {
    public ClusterLag {
        standbys = List.copyOf(standbys);
    }

    Optional<StandbyLag> standby(String nodeId) {
        return standbys.stream()
                .filter(standby -> standby.nodeId().equals(nodeId))
                .findFirst();
    }
}
