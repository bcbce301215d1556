package io.understudy.cluster;

import io.understudy.postgres.PgVersion;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// A primary and its standbys as they were declared. What is so now is a [Topology].
///
/// @param nodes the primary first, then the standbys in the order they came
@Schema(
        description =
                "A primary and its standbys, as they were declared. What is so now, GET of the one cluster tells.")
public record Cluster(
        @Schema(description = "Id of the cluster.", examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d")
        String id,

        @Schema(description = "Unique name.", examples = "orders")
        String name,

        @Schema(
                description =
                        "PostgreSQL's own name for the database: the same on every node of the cluster, on no other.",
                examples = "7412345678901234567")
        String systemIdentifier,

        @Schema(description = "PostgreSQL's major version.", examples = "15", implementation = String.class)
        PgVersion version,

        @Schema(description = "The primary first, then the standbys in the order they came.")
        List<ClusterNode> nodes,

        @Schema(description = "When it was adopted.", examples = "2026-11-22T10:15:30Z")
        Instant createdAt) {
    public Cluster {
        nodes = List.copyOf(nodes);
    }

    /// The node that was declared to be the primary. Every cluster has one.
    public ClusterNode primary() {
        return nodes.getFirst();
    }

    /// @throws ProblemException [ProblemType#NOT_FOUND]
    public ClusterNode node(String nodeId) {
        return nodes.stream()
                .filter(node -> node.id().equals(nodeId))
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        ProblemType.NOT_FOUND, "Cluster %s has no node %s.".formatted(name, nodeId)));
    }
}
