package io.understudy.lag;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/// Makes five-minute summaries of samples, which are kept longer than the samples.
@ApplicationScoped
class LagThinning {
    /// What a sample needs to be saved, at most.
    private static final Duration LATE = Duration.ofSeconds(30);

    private static final String MOVE = """
            WITH old AS (SELECT at FROM lag_thinned_to),
                 new AS (UPDATE lag_thinned_to SET at = date_bin('5 min', :upTo, 'epoch') RETURNING at)
            INSERT INTO lag_thinned
            SELECT node_id, stage, date_bin('5 min', s.at, 'epoch'), %s
              FROM old, new, lag_minute,
                   unnest(measured_at, flushed_bytes, flushed_seconds, replayed_bytes, replayed_seconds)
                       AS u(at, flushed_bytes, flushed_seconds, replayed_bytes, replayed_seconds),
                   LATERAL (VALUES (u.at, 'FLUSHED', u.flushed_bytes, u.flushed_seconds),
                                   (u.at, 'REPLAYED', u.replayed_bytes, u.replayed_seconds)) AS s(at, stage, bytes, seconds)
             WHERE minute >= old.at AND minute < new.at
             GROUP BY 1, 2, 3
            ON CONFLICT DO NOTHING
            """.formatted(LagHistoryStore.SUMMARY);

    /// All whole five minutes that were not thinned before.
    void thin(Handle handle, Instant now) {
        handle.createUpdate(MOVE).bind("upTo", now.minus(LATE)).execute();
    }
}
