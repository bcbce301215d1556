package io.understudy.lag;

import io.understudy.cluster.ClusterStore;
import io.understudy.http.ETags;
import io.understudy.lag.ClusterSampling.Declared;
import io.understudy.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// The thresholds that clusters were given.
@ApplicationScoped
@Transactional
class LagThresholdStore {
    private static final String PUT = """
            INSERT INTO lag_threshold (cluster_id, lag_bytes, lag_seconds, for_seconds)
            VALUES (:cluster, :lagBytes, :lagSeconds, :forSeconds)
            ON CONFLICT (cluster_id) DO UPDATE
               SET lag_bytes = excluded.lag_bytes, lag_seconds = excluded.lag_seconds, for_seconds = excluded.for_seconds
            """;

    private final Jdbi jdbi;
    private final ClusterStore clusters;

    LagThresholdStore(Jdbi jdbi, ClusterStore clusters) {
        this.jdbi = jdbi;
        this.clusters = clusters;
    }

    private record Row(
            String clusterId,
            @Nullable Long lagBytes,
            @Nullable Double lagSeconds,
            int forSeconds) {
        LagThresholds thresholds() {
            return new LagThresholds(lagBytes, lagSeconds, forSeconds);
        }
    }

    /// By the id of the cluster.
    private Map<String, LagThresholds> all() {
        return jdbi.withHandle(
                handle -> handle.createQuery("SELECT * FROM lag_threshold").mapTo(Row.class).list().stream()
                        .collect(Collectors.toMap(Row::clusterId, Row::thresholds)));
    }

    /// Those of these clusters that there are, each with its thresholds.
    List<Declared> declared(List<String> clusterIds) {
        Map<String, LagThresholds> given = all();
        return clusters.all(clusterIds).stream()
                .map(cluster -> new Declared(cluster, given.getOrDefault(cluster.id(), LagThresholds.USUAL)))
                .toList();
    }

    /// @throws ProblemException `NOT_FOUND`
    LagThresholds get(String clusterId) {
        clusters.get(clusterId);
        return all().getOrDefault(clusterId, LagThresholds.USUAL);
    }

    /// @param ifMatch the ETag of what the caller has seen
    /// @throws ProblemException `NOT_FOUND`, and what [ETags#require] throws
    LagThresholds put(String clusterId, LagThresholds wanted, @Nullable String ifMatch) {
        ETags.require(ifMatch, get(clusterId));
        jdbi.useHandle(handle -> handle.createUpdate(PUT)
                .bind("cluster", clusterId)
                .bind("lagBytes", wanted.lagBytes())
                .bind("lagSeconds", wanted.lagSeconds())
                .bind("forSeconds", wanted.forSeconds())
                .execute());
        return wanted;
    }
}
