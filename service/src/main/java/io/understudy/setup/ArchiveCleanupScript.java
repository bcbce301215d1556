package io.understudy.setup;

import io.understudy.postgres.Instance;
import io.understudy.postgres.PgVersion;
import io.understudy.setup.SetupSpec.ArchiveSpec;

/// The script that cron runs to keep the archive from filling the disk. It works without us, so it lives on the
/// host whole.
///
/// A segment goes when it is old enough and no standby needs it any more, by the rule of `pg_archivecleanup`:
/// the position in the name decides, whatever the timeline. Files of timeline histories and backup labels are
/// small and stay.
record ArchiveCleanupScript(Instance instance, ArchiveSpec archive) {
    /// For a slot, what it holds back. For a standby that is connected, the least of what it has reported; one
    /// that has reported nothing yet, or a base backup, makes the answer NULL, and so does a server that is no
    /// primary. `0/0` is how 9.6 says nothing. There is no `min(pg_lsn)` before 13.
    private static final String NEEDED = """
            WITH standby AS (
                SELECT least(nullif(SENT, '0/0'), nullif(WRITTEN, '0/0'), nullif(FLUSHED, '0/0'), nullif(REPLAYED, '0/0')) AS oldest
                  FROM pg_stat_replication
            )
            SELECT system_identifier,
                   CASE WHEN pg_is_in_recovery() OR EXISTS (SELECT FROM standby WHERE oldest IS NULL)
                        THEN NULL
                        ELSE FILENAME
                    END
              FROM pg_control_system();
            """;
    private static final String OLDEST = """
            least(
                CURRENT,
                (SELECT oldest FROM standby ORDER BY oldest LIMIT 1),
                (SELECT restart_lsn FROM pg_replication_slots WHERE restart_lsn IS NOT NULL ORDER BY restart_lsn LIMIT 1))""";

    private static final String SCRIPT = """
            #!/bin/bash
            # Written by Understudy: changes by hand are lost.
            # Removes archived WAL that is older than KEEPDAYS days and that no standby needs. In doubt it removes nothing.
            set -euo pipefail
            export LC_ALL=C PGCONNECT_TIMEOUT=10 PGOPTIONS='-c search_path=pg_catalog -c statement_timeout=60s'

            say() { logger -t understudy-archive -- "INSTANCE: $*"; }
            give_up() { say "removed nothing: $*"; exit 1; }

            cd DIRECTORY || give_up 'cannot enter DIRECTORY'
            answer=$(PSQL -X -A -t -v ON_ERROR_STOP=1 -p PORT -d postgres 2>&1 <<'SQL'
            NEEDED
            SQL
            ) || give_up "cannot ask PostgreSQL what is needed: $answer"
            [[ $answer =~ ^([0-9]+)\\|([0-9A-F]{24})$ ]] \\
                || give_up "PostgreSQL does not tell what is needed; it is no primary, or a standby is just connecting: $answer"
            system=${BASH_REMATCH[1]} needed=${BASH_REMATCH[2]}

            # A segment of another database, which shares the folder by mistake, is not ours to remove.
            is_ours() { [[ $(od -An -tu8 -j24 -N8 -- "$1" | tr -d ' ') = "$system" ]]; }

            removed=0 kept=0
            while IFS= read -r -d '' file; do
                if [[ ${file:8:16} < ${needed:8} ]] && is_ours "$file"; then
                    rm -f -- "$file"
                    removed=$((removed + 1))
                else
                    kept=$((kept + 1))
                fi
            done < <(find . -maxdepth 1 -type f -regextype posix-extended -regex './[0-9A-F]{24}(\\.partial)?' \\
                -mmin +$((KEEPDAYS * 24 * 60)) -printf '%f\\0')
            say "removed $removed segments older than KEEPDAYS days, kept $kept such because a standby may need them"
            """;

    /// Everything that is put into the text has been checked to have no character that a shell or SQL knows.
    ///
    /// @throws IllegalArgumentException for a directory that is no fit for an archive
    String text() {
        ArchiveCommand.of(archive.directory());
        PgVersion version = instance.version();
        String needed = NEEDED.replace("FILENAME", version.walFileName(OLDEST))
                .replace("CURRENT", version.currentLsn())
                .replace("SENT", version.replicationColumn("sent"))
                .replace("WRITTEN", version.replicationColumn("write"))
                .replace("FLUSHED", version.replicationColumn("flush"))
                .replace("REPLAYED", version.replicationColumn("replay"));
        return SCRIPT.replace("NEEDED\n", needed)
                .replace("KEEPDAYS", Integer.toString(archive.keepDays()))
                .replace("INSTANCE", "%s-%s".formatted(version, instance.name()))
                .replace("PSQL", instance.program("psql"))
                .replace("PORT", Integer.toString(instance.port()))
                .replace("DIRECTORY", archive.directory());
    }
}
