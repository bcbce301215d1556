package io.understudy.cluster;

import io.understudy.postgres.PgVersion;

/// The one statement that reads [ServerFacts], on a primary and on a standby alike.
final class ServerFactsQuery {
    private ServerFactsQuery() {}

    /// The timeline of a primary is that of the file it writes: right after a promotion `pg_control` still has
    /// the old one. `CASE` keeps a function from being called where the server refuses it.
    static String of(PgVersion version) {
        return """
                SELECT (SELECT system_identifier::text FROM pg_control_system()) AS system_identifier,
                       current_setting('server_version') AS server_version,
                       in_recovery,
                       CASE WHEN in_recovery
                            THEN %10$s
                            ELSE ('x' || left(%1$s, 8))::bit(32)::int END AS timeline,
                       CASE WHEN NOT in_recovery THEN %2$s END AS current,
                       %3$s AS received,
                       %4$s AS replayed,
                       CASE WHEN in_recovery THEN %5$s END AS replay_paused,
                       (SELECT row_to_json(w) FROM (%6$s) w) AS receiver,
                       (SELECT coalesce(json_agg(s), '[]') FROM (%7$s) s) AS senders,
                       (SELECT coalesce(json_agg(s), '[]') FROM (%8$s) s) AS slots,
                       (SELECT row_to_json(u) FROM (%9$s) u) AS usage
                  FROM (SELECT pg_is_in_recovery() AS in_recovery) state
                """.formatted(
                        version.walFileName(version.currentLsn()),
                        version.currentLsn(),
                        version.receivedLsn(),
                        version.replayedLsn(),
                        version.replayPaused(),
                        RECEIVER,
                        senders(version),
                        slots(version),
                        USAGE,
                        version.standbyTimeline());
    }

    /// Of the connection string only the name is taken: nothing else of it leaves the server.
    private static final String RECEIVER = """
            SELECT status,
                   nullif(slot_name, '') AS slot_name,
                   coalesce(substring(conninfo FROM '(?:^| )application_name=([^ ]+)'),
                            substring(conninfo FROM 'fallback_application_name=([^ ]+)')) AS application_name,
                   extract(epoch FROM clock_timestamp() - last_msg_receipt_time) AS last_message_seconds
              FROM pg_stat_wal_receiver WHERE status IS NOT NULL LIMIT 1
            """;

    private static final String USAGE = """
            SELECT (SELECT count(*) FROM pg_stat_replication) AS walsenders,
                   current_setting('max_wal_senders')::int AS max_walsenders,
                   (SELECT count(*) FROM pg_replication_slots) AS slots,
                   current_setting('max_replication_slots')::int AS max_slots,
                   current_setting('archive_mode') <> 'off' AS archiving,
                   coalesce(last_failed_time > coalesce(last_archived_time, '-infinity'), false) AS archive_failing
              FROM pg_stat_archiver
            """;

    private static String slots(PgVersion version) {
        return """
                SELECT slot_name AS name, active, restart_lsn AS restart, %s AS wal_status, %s AS safe_bytes
                  FROM pg_replication_slots WHERE slot_type = 'physical' ORDER BY slot_name
                """.formatted(
                        version.tellsWhatSlotsRisk() ? "wal_status" : "NULL",
                        version.tellsWhatSlotsRisk() ? "safe_wal_size" : "NULL");
    }

    private static String senders(PgVersion version) {
        return """
                SELECT r.pid, r.application_name, host(r.client_addr) AS client_address, r.state,
                       r.%s AS sent, r.%s AS written, r.%s AS flushed, r.%s AS replayed,
                       %s AS write_lag_seconds, %s AS flush_lag_seconds, %s AS replay_lag_seconds,
                       s.slot_name
                  FROM pg_stat_replication r LEFT JOIN pg_replication_slots s ON s.active_pid = r.pid
                 ORDER BY r.pid
                """.formatted(
                        version.replicationColumn("sent"),
                        version.replicationColumn("write"),
                        version.replicationColumn("flush"),
                        version.replicationColumn("replay"),
                        version.timeLagSeconds("write"),
                        version.timeLagSeconds("flush"),
                        version.timeLagSeconds("replay"));
    }
}
