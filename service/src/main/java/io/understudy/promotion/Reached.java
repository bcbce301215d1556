package io.understudy.promotion;

import io.understudy.postgres.Lsn;
import io.understudy.postgres.PgVersion;
import io.understudy.step.Node;
import org.jspecify.annotations.Nullable;

/// How far a server has come.
///
/// @param promoted whether it is a primary; then it has neither place
/// @param timeline that it receives, or the last one it came to
/// @param received up to where it has WAL; absent when it has received none since its start
/// @param replayed up to where it has replayed
/// @param newestCommitAt when the newest commit that it has was made, by the primary's clock, RFC 3339;
/// absent when it has replayed none since its start
record Reached(
        boolean promoted,
        int timeline,
        @Nullable Lsn received,
        @Nullable Lsn replayed,
        @Nullable String newestCommitAt) {
    static Reached of(Node node, PgVersion version) {
        return node.psql().row(Reached.class, """
                SELECT NOT pg_is_in_recovery() AS promoted,
                       %s AS timeline,
                       %s AS received, %s AS replayed,
                       to_char(pg_last_xact_replay_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
                           AS newest_commit_at
                """.formatted(
                        version.standbyTimeline(), version.receivedLsn(), version.replayedLsn()));
    }

    /// All that it has by now is in its own WAL, and replayed before it becomes a primary.
    Lsn place() {
        Lsn one = received == null ? new Lsn(0) : received;
        Lsn other = replayed == null ? new Lsn(0) : replayed;
        return one.compareTo(other) >= 0 ? one : other;
    }
}
