package io.understudy.lag;

import io.understudy.cluster.Cluster;
import io.understudy.cluster.ClusterNode;
import io.understudy.postgres.Lsn;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.qualifier.QualifiedType;
import org.jdbi.v3.json.Json;

/// Samples as they are stored.
@ApplicationScoped
@Transactional
class LagStore {
    private static final QualifiedType<ClusterLag> SAMPLE =
            QualifiedType.of(ClusterLag.class).with(Json.class);

    /// One statement for one sample. A replica that lost the cluster while it slept saves nothing. A crash of
    /// the store may cost the last samples, which is worth not waiting for the disk with each of them.
    private static final String SAVE = """
            WITH mine AS (
                SELECT :cluster AS cluster_id, CAST(:sample AS jsonb) AS sample, CAST(:at AS timestamptz) AS at,
                       set_config('synchronous_commit', 'off', true)
                  FROM lag_lease WHERE cluster_id = :cluster AND sampler = :sampler),
            newest AS (
                INSERT INTO lag_newest AS n (cluster_id, measured_at, sample, end_lsn, end_at)
                SELECT cluster_id, at, sample, (sample->'primary'->>'endLsn')::pg_lsn,
                       CASE WHEN sample->'primary'->>'endLsn' IS NOT NULL THEN at END
                  FROM mine
                ON CONFLICT (cluster_id) DO UPDATE
                   SET measured_at = excluded.measured_at, sample = excluded.sample,
                       end_lsn = coalesce(excluded.end_lsn, n.end_lsn), end_at = coalesce(excluded.end_at, n.end_at)),
            added AS (
                INSERT INTO lag_minute AS m
                SELECT standby->>'nodeId', date_trunc('minute', at), (sample->'primary'->>'endLsn')::pg_lsn, ARRAY[at],
                       ARRAY[(standby->'flushed'->>'lagBytes')::bigint], ARRAY[(standby->'flushed'->>'lagSeconds')::real],
                       ARRAY[(standby->'replayed'->>'lagBytes')::bigint], ARRAY[(standby->'replayed'->>'lagSeconds')::real]
                  FROM mine, jsonb_array_elements(sample->'standbys') AS standby
                ON CONFLICT (node_id, minute) DO UPDATE
                   SET measured_at = m.measured_at || excluded.measured_at,
                       flushed_bytes = m.flushed_bytes || excluded.flushed_bytes,
                       flushed_seconds = m.flushed_seconds || excluded.flushed_seconds,
                       replayed_bytes = m.replayed_bytes || excluded.replayed_bytes,
                       replayed_seconds = m.replayed_seconds || excluded.replayed_seconds)
            SELECT count(*) FROM mine
            """;

    /// Where the primary's WAL has ended, once a minute, as far back as samples are kept.
    private static final String ENDS = """
            SELECT DISTINCT ON (minute) measured_at[1] AS at, (end_lsn - '0/0')::bigint AS lsn
              FROM lag_minute
             WHERE node_id = ANY(:nodes) AND end_lsn IS NOT NULL
             ORDER BY minute, node_id
            """;

    private final Jdbi jdbi;

    LagStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// @return whether the cluster is still that sampler's
    boolean save(ClusterLag sample, String sampler) {
        return jdbi.withHandle(handle -> handle.createQuery(SAVE)
                        .bind("cluster", sample.clusterId())
                        .bind("sampler", sampler)
                        .bind("at", sample.measuredAt())
                        .bindByType("sample", sample, SAMPLE)
                        .mapTo(Integer.class)
                        .one()
                > 0);
    }

    /// The newest sample of a cluster, whoever took it.
    Optional<ClusterLag> newest(String clusterId) {
        return newest(clusterId, Instant.EPOCH);
    }

    /// The same, when it is newer than this.
    Optional<ClusterLag> newest(String clusterId, Instant than) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT sample FROM lag_newest WHERE cluster_id = :cluster AND measured_at > :than")
                .bind("cluster", clusterId)
                .bind("than", than)
                .mapTo(SAMPLE)
                .findOne());
    }

    /// A tracker that knows what was sampled before.
    LagTracker resumed(Cluster cluster) {
        List<String> nodes = cluster.nodes().stream().map(ClusterNode::id).toList();
        List<LsnHistory.Point> ends = jdbi.withHandle(handle -> handle.createQuery(ENDS)
                .bindArray("nodes", String.class, nodes.toArray())
                .map((row, _) -> new LsnHistory.Point(row.getTimestamp("at").toInstant(), new Lsn(row.getLong("lsn"))))
                .list());
        return new LagTracker().resume(ends, newest(cluster.id()).orElse(null));
    }
}
