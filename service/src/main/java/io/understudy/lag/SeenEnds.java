package io.understudy.lag;

import io.understudy.postgres.Lsn;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/// Where the WAL of primaries was last seen to end, for those who ask once the primary is gone.
@ApplicationScoped
@Transactional
public class SeenEnds {
    private final Jdbi jdbi;

    SeenEnds(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// @param at when it was there; it may have gone further since
    public record SeenEnd(Lsn lsn, Instant at) {}

    /// @return empty when no sample has ever seen the cluster's primary
    public Optional<SeenEnd> last(String clusterId) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                SELECT (end_lsn - '0/0')::bigint, end_at FROM lag_newest
                 WHERE cluster_id = :cluster AND end_lsn IS NOT NULL
                """)
                .bind("cluster", clusterId)
                .map((row, _) ->
                        new SeenEnd(new Lsn(row.getLong(1)), row.getTimestamp(2).toInstant()))
                .findOne());
    }
}
