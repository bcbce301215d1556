package io.understudy.standby;

import io.understudy.postgres.Instance;
import io.understudy.postgres.PgVersion;
import io.understudy.secret.Secret;
import java.util.Optional;

/// Who follows whom, and how: all that the steps between a standby and its upstream need to know.
///
/// @param systemIdentifier of both; nothing else is ever taken for ours
/// @param primary the upstream
/// @param primaryAddress where the standby reaches the upstream's PostgreSQL
/// @param standbyAddress from where the upstream sees the standby come
/// @param applicationName by which the upstream knows this standby in `pg_stat_replication`
/// @param role that the standby logs in as
/// @param slot on the upstream; empty when WAL is kept by size instead
public record StandbyLink(
        String systemIdentifier,
        Instance primary,
        String primaryAddress,
        Instance standby,
        String standbyAddress,
        String applicationName,
        String role,
        Secret password,
        Optional<String> slot) {
    public PgVersion version() {
        return primary.version();
    }
}
