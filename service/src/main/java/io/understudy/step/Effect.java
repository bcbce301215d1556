package io.understudy.step;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// One visible effect of a change, for plans and for the record of changes. Never holds a secret.
///
/// @param side absent when it is neither the primary's nor the standby's host
/// @param object what is touched: a path, the name of a setting, role, slot or unit
/// @param before as it was; absent when it did not exist
/// @param after as it will be; absent when it is removed
public record Effect(
        Kind kind,
        @Nullable Side side,
        String object,
        @Nullable String before,
        @Nullable String after) {
    @Schema(
            name = "EffectKind",
            description =
                    "What kind of thing a step touches: a file's text, a directory, a PostgreSQL setting, a role, a slot, a systemd unit, a reload or restart of PostgreSQL, a promotion, the copy of the primary's data (after is its size in bytes), or of a cut-over step one key of an env file (its values are never shown), a command, the records of a DNS name, an HTTP call, or a database of pgbouncer.")
    public enum Kind {
        /// A file's text.
        FILE,
        DIRECTORY,
        /// A PostgreSQL setting, values as `pg_settings` shows them.
        SETTING,
        ROLE,
        SLOT,
        /// A systemd unit started, stopped or enabled.
        UNIT,
        RELOAD,
        RESTART,
        /// A standby becomes the primary.
        PROMOTION,
        /// The copy of the primary's data, in bytes.
        BASE_BACKUP,
        /// One key of an env file; its values are hidden.
        ENV_KEY,
        /// A command that a cut-over step names.
        COMMAND,
        /// The records of a name.
        DNS_RECORD,
        HTTP_CALL,
        /// A database of a pgbouncer.
        POOL
    }
}
