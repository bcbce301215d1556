package io.understudy.lag;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/// Makes the partitions that samples will need, and drops those that are over.
@ApplicationScoped
class LagPartitions {
    static final Duration EVERY = Duration.ofMinutes(1);
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMddHH").withZone(ZoneOffset.UTC);

    private final Jdbi jdbi;
    private final LagThinning thinning;
    private final List<Partitioned> tables;

    /// @param span of one partition
    /// @param keep how long what is in it is wanted
    private record Partitioned(String table, Duration span, Duration keep) {
        Instant begin(Instant moment) {
            return Instant.ofEpochSecond(Math.floorDiv(moment.getEpochSecond(), span.toSeconds()) * span.toSeconds());
        }

        String name(Instant begin) {
            return table + "_" + NAME.format(begin);
        }
    }

    LagPartitions(Jdbi jdbi, LagThinning thinning, LagSettings settings) {
        this.jdbi = jdbi;
        this.thinning = thinning;
        this.tables = List.of(
                new Partitioned("lag_minute", Duration.ofHours(1), settings.keepSamples()),
                new Partitioned("lag_thinned", Duration.ofDays(1), settings.keepHistory()));
    }

    /// Does what there is to do. Only one replica does it at a time.
    @Transactional
    void tend() {
        Instant now = Instant.now();
        jdbi.useHandle(handle -> {
            if (handle.createQuery("SELECT pg_try_advisory_xact_lock(hashtext('lag partitions'))")
                    .mapTo(Boolean.class)
                    .one()) {
                make(handle, now);
                thinning.thin(handle, now);
                tables.forEach(table -> drop(handle, table, now));
            }
        });
    }

    /// Those of a moment and the next ones, so that midnight finds them made.
    void make(Handle handle, Instant now) {
        tables.forEach(table -> make(handle, table, now));
    }

    private static void make(Handle handle, Partitioned table, Instant now) {
        for (Instant begin : List.of(table.begin(now), table.begin(now).plus(table.span()))) {
            // Looked for first: CREATE ... IF NOT EXISTS would wait for every reader of the table.
            if (existing(handle, table).contains(table.name(begin))) {
                continue;
            }
            handle.execute("CREATE TABLE %s PARTITION OF %s FOR VALUES FROM ('%s') TO ('%s')"
                    .formatted(table.name(begin), table.table(), begin, begin.plus(table.span())));
        }
    }

    private static void drop(Handle handle, Partitioned table, Instant now) {
        String oldest = table.name(table.begin(now.minus(table.keep())));
        existing(handle, table).stream()
                .filter(name -> name.compareTo(oldest) < 0)
                .forEach(name -> handle.execute("DROP TABLE " + name));
    }

    private static List<String> existing(Handle handle, Partitioned table) {
        return handle.createQuery("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = :table::regclass")
                .bind("table", table.table())
                .mapTo(String.class)
                .list();
    }
}
