package io.understudy.postgres;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// A major version, and everything in the product that depends on it.
///
/// The facts are those of the release notes of the version named beside each method.
///
/// @param number 906 for 9.6, 1500 for 15: ordered as the releases are
public record PgVersion(int number) implements Comparable<PgVersion> {
    private static final PgVersion OLDEST = new PgVersion(906);

    public PgVersion {
        if (number < 906 || number > 9900) {
            throw new IllegalArgumentException("PostgreSQL 9.6 or newer is supported, not " + number);
        }
    }

    /// @param major as Debian writes it in paths: `9.6`, `10`, `15`
    @JsonCreator
    public static PgVersion parse(String major) {
        if (!major.matches("9\\.6|[1-9][0-9]")) {
            throw new IllegalArgumentException("not a supported PostgreSQL major version: " + major);
        }
        return major.equals("9.6") ? OLDEST : new PgVersion(Integer.parseInt(major) * 100);
    }

    private boolean since(int major) {
        return number >= major * 100;
    }

    /// 10: `pg_xlog` became `pg_wal`, in file names and functions.
    private String wal() {
        return since(10) ? "wal" : "xlog";
    }

    /// 10: LSN functions and columns were called `location` before.
    private String lsn() {
        return since(10) ? "lsn" : "location";
    }

    public String walDirectory() {
        return "pg_" + wal();
    }

    /// 10: `pg_xlogdump` became `pg_waldump`.
    public String walDump() {
        return since(10) ? "pg_waldump" : "pg_xlogdump";
    }

    /// On a primary only: on a standby the server refuses it.
    public String currentLsn() {
        return "pg_current_%s_%s()".formatted(wal(), lsn());
    }

    /// NULL on a primary.
    public String receivedLsn() {
        return "pg_last_%s_receive_%s()".formatted(wal(), lsn());
    }

    /// NULL on a primary.
    public String replayedLsn() {
        return "pg_last_%s_replay_%s()".formatted(wal(), lsn());
    }

    /// The name of the WAL file that holds a place; its first eight digits are the timeline. On a primary
    /// only.
    public String walFileName(String lsn) {
        return "pg_%sfile_name(%s)".formatted(wal(), lsn);
    }

    /// The timeline that a standby receives, or the last one it came to. Without a walreceiver only the names of
    /// its WAL files tell: `pg_control` follows at the next restartpoint, which may be minutes later.
    public String standbyTimeline() {
        return """
                coalesce((SELECT nullif(received_tli, 0) FROM pg_stat_wal_receiver LIMIT 1),
                         (SELECT greatest(c.timeline_id, r.min_recovery_end_timeline,
                                          (SELECT max(('x' || left(name, 8))::bit(32)::int)
                                             FROM pg_ls_dir('%s') AS name WHERE name ~ '^[0-9A-F]{24}$'))
                            FROM pg_control_checkpoint() c, pg_control_recovery() r))""".formatted(walDirectory());
    }

    /// Below the data directory: where a timeline branched off.
    public String historyFile(int timeline) {
        return "%s/%08X.history".formatted(walDirectory(), timeline);
    }

    /// On a standby only: on a primary the server refuses it.
    public String replayPaused() {
        return "pg_is_%s_replay_paused()".formatted(wal());
    }

    public String lsnDiff() {
        return "pg_%s_%s_diff".formatted(wal(), lsn());
    }

    /// A column of `pg_stat_replication`, for example `replay` gives `replay_lsn` or `replay_location`.
    public String replicationColumn(String stage) {
        return stage + "_" + lsn();
    }

    /// 10: `write_lag`, `flush_lag` and `replay_lag` in `pg_stat_replication`.
    public boolean measuresTimeLag() {
        return since(10);
    }

    /// Seconds from `pg_stat_replication`, NULL where the version does not measure them.
    ///
    /// @param stage `write`, `flush` or `replay`
    public String timeLagSeconds(String stage) {
        return measuresTimeLag() ? "extract(epoch FROM %s_lag)".formatted(stage) : "NULL::float8";
    }

    /// 13: `wal_status` and `safe_wal_size` in `pg_replication_slots`.
    public boolean tellsWhatSlotsRisk() {
        return since(13);
    }

    /// 12: `recovery.conf` became ordinary settings and `standby.signal`; the old file then stops the
    /// start.
    public boolean recoveryConf() {
        return !since(12);
    }

    /// 13: a standby takes another upstream with a reload; before, with a restart.
    public boolean upstreamByReload() {
        return since(13);
    }

    /// 10: SCRAM-SHA-256; before, md5 is all there is.
    public boolean scram() {
        return since(10);
    }

    /// 13: sizes in MiB instead of a number of 16 MiB segments.
    public Setting walKeep(int megabytes) {
        return since(13)
                ? new Setting("wal_keep_size", Integer.toString(megabytes))
                : new Setting("wal_keep_segments", Integer.toString(Math.ceilDiv(megabytes, 16)));
    }

    /// 10: `pg_hba_file_rules` shows mistakes of the file before it is loaded.
    public boolean hbaFileRules() {
        return since(10);
    }

    /// 10: `pg_ls_waldir()`. Bytes of all WAL files that the instance holds now.
    public String walBytes() {
        return since(10)
                ? "(SELECT sum(size) FROM pg_ls_waldir())"
                : "(SELECT sum((pg_stat_file('pg_xlog/' || name, true)).size) FROM pg_ls_dir('pg_xlog') AS name)";
    }

    /// 15: databases that sort by ICU. A column of `pg_database`, or `c` for the C library.
    public String localeProvider() {
        return since(15) ? "datlocprovider::text" : "'c'::text";
    }

    /// 11: `pg_rewind` needs four functions to read files, and no superuser.
    public boolean rewindsWithoutSuperuser() {
        return since(11);
    }

    /// 12: `max_wal_senders` of a hot standby must be at least the primary's, like the other four.
    public boolean walSendersBindStandby() {
        return since(12);
    }

    @Override
    public int compareTo(PgVersion other) {
        return Integer.compare(number, other.number);
    }

    @JsonValue
    @Override
    public String toString() {
        return since(10) ? Integer.toString(number / 100) : "9.6";
    }
}
