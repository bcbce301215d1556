package io.understudy.setup;

import io.understudy.postgres.Instance;
import io.understudy.postgres.PgVersion;
import io.understudy.secret.Secret;
import io.understudy.setup.SetupRequest.ExistingData;
import io.understudy.standby.StandbyLink;
import io.understudy.step.Side;
import java.util.Optional;

/// A request with all its defaults filled in: what the steps are made from.
///
/// @param label marks what this setup leaves on a host, such as a directory that it moved aside
/// @param systemIdentifier of the cluster; the copy must have it, and nothing else is ever taken for ours
/// @param primaryAddress where the standby reaches the primary's PostgreSQL
/// @param standbyAddress from where the primary sees the standby come
/// @param applicationName by which the primary knows this standby in `pg_stat_replication`
/// @param slot empty when WAL is kept by size instead
/// @param walKeepMegabytes 0 when a slot keeps the WAL
/// @param existingSystemIdentifier a database that the request allows to be put away although it is not the cluster's
public record SetupSpec(
        String label,
        String systemIdentifier,
        Instance primary,
        String primaryAddress,
        Instance standby,
        String standbyAddress,
        String applicationName,
        String role,
        Secret password,
        Optional<String> slot,
        int walKeepMegabytes,
        Optional<ArchiveSpec> archive,
        ExistingData existingData,
        Optional<String> existingSystemIdentifier,
        boolean allowPrimaryRestart) {
    /// @param schedule five fields of cron(5)
    public record ArchiveSpec(String directory, String schedule, int keepDays) {}

    StandbyLink link() {
        return new StandbyLink(
                systemIdentifier,
                primary,
                primaryAddress,
                standby,
                standbyAddress,
                applicationName,
                role,
                password,
                slot);
    }

    public Instance instance(Side side) {
        return switch (side) {
            case PRIMARY -> primary;
            case STANDBY -> standby;
        };
    }

    public PgVersion version() {
        return primary.version();
    }
}
