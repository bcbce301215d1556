package io.understudy.standby;

import io.understudy.postgres.Instance;
import io.understudy.postgres.PgVersion;
import io.understudy.postgres.Setting;
import io.understudy.secret.Secret;
import java.util.ArrayList;
import java.util.List;
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
    /// What a standby is called where its upstream has to tell it from others: its application name and its slot.
    public static String name(String host, String instance) {
        return "understudy_%s_%s".formatted(host.replace('-', '_'), instance);
    }

    /// What the standby is told about whom it follows: in `recovery.conf` to 11, in `postgresql.auto.conf` from 12 on.
    public List<Setting> upstream() {
        List<Setting> upstream = new ArrayList<>();
        if (version().recoveryConf()) {
            upstream.add(new Setting("standby_mode", "on"));
            // Makes an end to the standby's life by a file possible, as `pg_ctl promote` does.
            upstream.add(new Setting("trigger_file", standby.dataDirectory() + "/trigger_file"));
        }
        upstream.add(new Setting(
                "primary_conninfo",
                "host=%s port=%d user=%s application_name=%s"
                        .formatted(primaryAddress, primary.port(), role, applicationName)));
        slot.ifPresent(name -> upstream.add(new Setting("primary_slot_name", name)));
        // Without it a standby of 9.6 to 11 does not follow another promotion.
        upstream.add(new Setting("recovery_target_timeline", "latest"));
        return upstream;
    }

    public PgVersion version() {
        return primary.version();
    }
}
