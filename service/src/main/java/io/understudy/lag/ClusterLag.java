package io.understudy.lag;

import io.understudy.cluster.ClusterReading;
import io.understudy.cluster.NodeReading;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// How far the standbys of a cluster are behind, of one moment.
@Schema(description = "How far the standbys of a cluster are behind its primary, measured for this answer.")
public record ClusterLag(
        @Schema(description = "Id of the cluster.", examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d")
        String clusterId,

        @Schema(description = "Every node that is not the primary, in the order they came.")
        List<StandbyLag> standbys) {
    static ClusterLag of(ClusterReading reading) {
        NodeReading primary = reading.primary().orElseGet(() -> reading.nodes().getFirst());
        return new ClusterLag(
                reading.cluster().id(),
                reading.nodes().stream()
                        .filter(node -> !node.equals(primary))
                        .map(node -> StandbyLag.of(node, reading))
                        .toList());
    }
}
