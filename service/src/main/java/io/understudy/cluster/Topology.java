package io.understudy.cluster;

import io.understudy.postgres.PgVersion;
import io.understudy.problem.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// What a cluster is now: who is what, who follows whom, and what is wrong.
@Schema(description = "A cluster as it is now, measured for this answer: who is what, who follows whom, what is wrong.")
public record Topology(
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

        @Schema(description = "The cluster in one word.", examples = "HEALTHY")
        ClusterHealth health,

        @Schema(description = "The primary's timeline; absent when it is not known.", examples = "3") @Nullable
        Integer timeline,

        @Schema(
                description = "The node that was seen to be the primary; absent when none was, or more than one.",
                examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d")
        @Nullable
        String primaryNodeId,

        @Schema(description = "The declared primary first, then the standbys in the order they came.")
        List<NodeState> nodes,

        @Schema(description = "Who else streams from the primary; empty when that is not known.")
        List<UnmanagedStandby> unmanagedStandbys,

        @Schema(description = "What is wrong; each with nodeId and host where it is about one node.")
        List<Problem> problems,

        @Schema(description = "When the cluster was adopted.", examples = "2026-11-22T10:15:30Z")
        Instant createdAt,

        @Schema(description = "When the last of the nodes was looked at.", examples = "2026-11-22T10:15:30.123Z")
        Instant measuredAt) {
    public Topology {
        nodes = List.copyOf(nodes);
        unmanagedStandbys = List.copyOf(unmanagedStandbys);
        problems = List.copyOf(problems);
    }

    static Topology of(ClusterReading reading) {
        Cluster cluster = reading.cluster();
        List<Problem> problems = reading.problems();
        List<NodeReading> primaries = reading.primaries();
        return new Topology(
                cluster.id(),
                cluster.name(),
                cluster.systemIdentifier(),
                cluster.version(),
                health(reading, problems),
                primaries.size() == 1
                        ? primaries
                                .getFirst()
                                .facts()
                                .map(ServerFacts::timeline)
                                .orElse(null)
                        : null,
                primaries.size() == 1 ? primaries.getFirst().node().id() : null,
                reading.nodes().stream()
                        .map(node -> NodeState.of(node, reading))
                        .toList(),
                reading.unmanaged().stream().map(UnmanagedStandby::of).toList(),
                problems,
                cluster.createdAt(),
                reading.nodes().stream()
                        .map(NodeReading::measuredAt)
                        .max(Instant::compareTo)
                        .orElseThrow());
    }

    private static ClusterHealth health(ClusterReading reading, List<Problem> problems) {
        if (!reading.primaries().isEmpty()) {
            return problems.isEmpty() ? ClusterHealth.HEALTHY : ClusterHealth.DEGRADED;
        }
        return switch (reading.nodes().getFirst().role()) {
            case UNKNOWN -> ClusterHealth.UNKNOWN;
            case DOWN, STANDBY, PRIMARY -> ClusterHealth.DOWN;
        };
    }

    /// The same with a better word on why some streams are nobody's.
    ///
    /// @param reasons by address
    Topology explained(Map<String, String> reasons) {
        List<UnmanagedStandby> explained = unmanagedStandbys.stream()
                .map(standby -> standby.address() != null && reasons.containsKey(standby.address())
                        ? standby.because(reasons.get(standby.address()))
                        : standby)
                .toList();
        return new Topology(
                id,
                name,
                systemIdentifier,
                version,
                health,
                timeline,
                primaryNodeId,
                nodes,
                explained,
                problems,
                createdAt,
                measuredAt);
    }
}
