package io.understudy.promotion;

import io.understudy.cluster.Cluster;
import io.understudy.cluster.ClusterNode;
import io.understudy.cluster.ClusterReader;
import io.understudy.cluster.ClusterReading;
import io.understudy.cluster.NodeReading;
import io.understudy.cluster.NodeReading.Seen;
import io.understudy.cluster.ServerFacts;
import io.understudy.postgres.Lsn;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Which nodes can be reached, and which of them has most.
@ApplicationScoped
class Survivors {
    private final ClusterReader reader;

    Survivors(ClusterReader reader) {
        this.reader = reader;
    }

    /// @param reading of all nodes
    record Look(ClusterReading reading) {
        /// Ids of the nodes whose hosts cannot be worked on.
        List<String> unreachable() {
            return reading.nodes().stream()
                    .filter(node -> node.seen() instanceof Seen.Unknown(ProblemException why)
                            && why.type() != ProblemType.POSTGRES_UNAVAILABLE
                            && why.type() != ProblemType.SQL_FAILED)
                    .map(node -> node.node().id())
                    .toList();
        }

        /// The standby on the latest timeline that has most WAL; of equals the first.
        ///
        /// @throws ProblemException [ProblemType#NO_FIT_CANDIDATE]
        String furthest() {
            Optional<NodeReading> furthest = reading.nodes().stream()
                    .filter(reading::ours)
                    .filter(node -> node.facts().filter(ServerFacts::inRecovery).isPresent())
                    .max(Comparator.<NodeReading>comparingInt(
                                    node -> node.facts().orElseThrow().timeline())
                            .thenComparing(node -> place(node.facts().orElseThrow())));
            return furthest.map(NodeReading::node)
                    .map(ClusterNode::id)
                    .orElseThrow(() -> new ProblemException(
                                    ProblemType.NO_FIT_CANDIDATE, "No standby of the cluster answers now.")
                            .with("fitNodeIds", List.of()));
        }

        private static Lsn place(ServerFacts facts) {
            return Stream.of(Optional.ofNullable(facts.received()), Optional.ofNullable(facts.replayed()))
                    .flatMap(Optional::stream)
                    .max(Comparator.naturalOrder())
                    .orElse(new Lsn(0));
        }
    }

    Look look(Cluster cluster) {
        return new Look(reader.read(cluster.id()));
    }

    List<String> unreachable(Cluster cluster) {
        return look(cluster).unreachable();
    }
}
