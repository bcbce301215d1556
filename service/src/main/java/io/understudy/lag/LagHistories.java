package io.understudy.lag;

import io.understudy.cluster.Cluster;
import io.understudy.cluster.ClusterNode;
import io.understudy.cluster.ClusterStore;
import io.understudy.lag.LagHistoryStore.Step;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Answers questions about the past, with every gap in it.
@ApplicationScoped
class LagHistories {
    private final ClusterStore clusters;
    private final LagHistoryStore store;

    LagHistories(ClusterStore clusters, LagHistoryStore store) {
        this.clusters = clusters;
        this.store = store;
    }

    /// @param nodeId of one standby; null for all
    /// @throws ProblemException `NOT_FOUND`
    LagHistory of(String clusterId, @Nullable String nodeId, LagQuery asked) {
        Cluster cluster = clusters.get(clusterId);
        List<ClusterNode> nodes = cluster.nodes().stream()
                .filter(node -> nodeId == null
                        ? !node.equals(cluster.primary())
                        : node.id().equals(nodeId))
                .toList();
        if (nodeId != null && nodes.isEmpty()) {
            throw new ProblemException(
                    ProblemType.NOT_FOUND, "The cluster %s has no node %s.".formatted(clusterId, nodeId));
        }
        LagQuery query = store.keepsSamplesSince(asked.from()) ? asked : asked.coarse();
        Map<String, Map<Instant, Step>> steps =
                store.steps(nodes.stream().map(ClusterNode::id).toList(), query).stream()
                        .collect(Collectors.groupingBy(Step::nodeId, Collectors.toMap(Step::at, Function.identity())));
        return new LagHistory(
                clusterId,
                query.stage(),
                query.from(),
                query.to(),
                query.step().toSeconds(),
                nodes.stream()
                        .map(node -> new LagHistory.LagSeries(
                                node.id(), node.host(), points(query, steps.getOrDefault(node.id(), Map.of()))))
                        .toList());
    }

    private static List<LagHistory.LagPoint> points(LagQuery query, Map<Instant, Step> steps) {
        return Stream.iterate(query.from(), at -> at.isBefore(query.to()), at -> at.plus(query.step()))
                .map(at -> Optional.ofNullable(steps.get(at))
                        .map(LagHistories::point)
                        .orElseGet(() -> new LagHistory.LagPoint(at, 0, 0, null, null)))
                .toList();
    }

    private static LagHistory.LagPoint point(Step step) {
        return new LagHistory.LagPoint(
                step.at(),
                step.samples(),
                step.samples() - step.bytesSamples(),
                step.bytesSamples() == 0
                        ? null
                        : new LagHistory.LagBytes(
                                step.bytesMin(), step.bytesMax(), step.bytesAverage(), step.bytesP95()),
                step.secondsSamples() == 0
                        ? null
                        : new LagHistory.LagSeconds(
                                step.secondsMin(), step.secondsMax(), step.secondsAverage(), step.secondsP95()));
    }
}
