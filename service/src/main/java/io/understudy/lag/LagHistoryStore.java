package io.understudy.lag;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jdbi.v3.core.Jdbi;

/// Reads what was sampled, summed up in steps.
@ApplicationScoped
@Transactional
class LagHistoryStore {
    /// The step of the summaries that are kept when the samples are gone.
    static final Duration THINNED_STEP = Duration.ofMinutes(5);

    /// The columns of `lag_thinned` behind `at`.
    static final String SUMMARY = """
            count(*) AS samples,
            count(bytes) AS bytes_samples, min(bytes) AS bytes_min, max(bytes) AS bytes_max,
            sum(bytes)::float8 AS bytes_sum, percentile_disc(0.95) WITHIN GROUP (ORDER BY bytes) AS bytes_p95,
            count(seconds) AS seconds_samples, min(seconds) AS seconds_min, max(seconds) AS seconds_max,
            sum(seconds)::float8 AS seconds_sum, percentile_disc(0.95) WITHIN GROUP (ORDER BY seconds) AS seconds_p95
            """;

    /// Samples where they are still kept, else their summaries. A step made of several summaries has the largest
    /// of their 95th percentiles, which is never below the true one. Only the arrays of one stage are taken apart:
    /// with both it takes four times as long.
    private static final String STEPS = """
            WITH part AS (
                SELECT node_id, date_bin(make_interval(secs => :step), s.at, :from) AS at, %s
                  FROM lag_minute, unnest(measured_at, <stage>_bytes, <stage>_seconds) AS s(at, bytes, seconds)
                 WHERE node_id = ANY(:nodes)
                   AND minute >= date_trunc('minute', CAST(:samplesFrom AS timestamptz)) AND minute < :to
                   AND s.at >= :samplesFrom AND s.at < :to
                 GROUP BY 1, 2
                 UNION ALL
                SELECT node_id, date_bin(make_interval(secs => :step), at, :from), samples,
                       bytes_samples, bytes_min, bytes_max, bytes_sum, bytes_p95,
                       seconds_samples, seconds_min, seconds_max, seconds_sum, seconds_p95
                  FROM lag_thinned
                 WHERE node_id = ANY(:nodes) AND stage = :stage AND at >= :from AND at < :samplesFrom)
            SELECT node_id, at, sum(samples)::int AS samples,
                   sum(bytes_samples)::int AS bytes_samples,
                   coalesce(min(bytes_min), 0) AS bytes_min, coalesce(max(bytes_max), 0) AS bytes_max,
                   coalesce(round(sum(bytes_sum) / nullif(sum(bytes_samples), 0)), 0)::bigint AS bytes_average,
                   coalesce(max(bytes_p95), 0) AS bytes_p95,
                   sum(seconds_samples)::int AS seconds_samples,
                   coalesce(min(seconds_min), 0) AS seconds_min, coalesce(max(seconds_max), 0) AS seconds_max,
                   coalesce(sum(seconds_sum) / nullif(sum(seconds_samples), 0), 0) AS seconds_average,
                   coalesce(max(seconds_p95), 0) AS seconds_p95
              FROM part GROUP BY node_id, at ORDER BY at
            """.formatted(SUMMARY);

    private final Jdbi jdbi;
    private final LagSettings settings;

    LagHistoryStore(Jdbi jdbi, LagSettings settings) {
        this.jdbi = jdbi;
        this.settings = settings;
    }

    /// What was sampled of one node in one step.
    ///
    /// @param bytesSamples how many samples could tell; the numbers mean nothing when it is 0
    /// @param secondsSamples the same for seconds
    record Step(
            String nodeId,
            Instant at,
            int samples,
            int bytesSamples,
            long bytesMin,
            long bytesMax,
            long bytesAverage,
            long bytesP95,
            int secondsSamples,
            double secondsMin,
            double secondsMax,
            double secondsAverage,
            double secondsP95) {}

    /// Whether all samples since then are still kept.
    boolean keepsSamplesSince(Instant moment) {
        return !moment.isBefore(Instant.now().minus(settings.keepSamples()));
    }

    /// Only steps in which something was sampled.
    List<Step> steps(List<String> nodeIds, LagQuery query) {
        Instant samplesFrom = keepsSamplesSince(query.from()) ? query.from() : thinnedTo();
        return jdbi.withHandle(handle -> handle.createQuery(STEPS)
                .bindArray("nodes", String.class, nodeIds.toArray())
                .define("stage", query.stage().name().toLowerCase(Locale.ROOT))
                .bind("stage", query.stage().name())
                .bind("step", query.step().toSeconds())
                .bind("from", query.from())
                .bind("samplesFrom", samplesFrom)
                .bind("to", query.to())
                .mapTo(Step.class)
                .list());
    }

    private Instant thinnedTo() {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT at FROM lag_thinned_to")
                .mapTo(Instant.class)
                .one());
    }
}
