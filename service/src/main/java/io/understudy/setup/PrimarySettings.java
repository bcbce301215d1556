package io.understudy.setup;

import io.understudy.postgres.Setting;
import io.understudy.step.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a primary needs in its settings to feed one more standby, and where it falls short of that now.
///
/// A value that is enough already is never touched, a larger one never lowered.
record PrimarySettings(Map<String, Current> current, int walsendersUsed, int slotsUsed) {
    private static final int USUAL_SENDERS = 10;

    /// A row of `pg_settings`.
    ///
    /// @param context when a new value takes: `postmaster` at a restart, `sighup` at a reload
    /// @param sourcefile where the value comes from; absent for a default
    record Current(
            String name,
            String setting,
            String context,
            @Nullable String sourcefile) {}

    record Shortfall(Setting wanted, Current current) {
        boolean needsRestart() {
            return current.context().equals("postmaster");
        }
    }

    private record Used(int walsenders, int slots) {}

    static PrimarySettings read(Target target, SetupSpec spec) {
        List<Current> rows = target.primary().psql().rows(Current.class, """
                SELECT name, setting, context, sourcefile FROM pg_settings
                 WHERE name IN ('listen_addresses', 'wal_level', 'max_wal_senders', 'max_replication_slots', 'hot_standby',
                                'wal_keep_segments', 'wal_keep_size', 'archive_mode', 'archive_command',
                                'max_connections', 'max_prepared_transactions', 'max_locks_per_transaction', 'max_worker_processes')
                """);
        // What this standby has already is not needed a second time.
        Used used = target.primary()
                .psql()
                .rows(
                        Used.class,
                        """
                SELECT (SELECT count(*) FROM pg_stat_replication WHERE application_name <> :'name') AS walsenders,
                       (SELECT count(*) FROM pg_replication_slots WHERE slot_name <> :'slot') AS slots
                """,
                        Map.of(
                                "name",
                                spec.applicationName(),
                                "slot",
                                spec.slot().orElse("")))
                .getFirst();
        return new PrimarySettings(
                rows.stream().collect(Collectors.toMap(Current::name, Function.identity())),
                used.walsenders(),
                used.slots());
    }

    List<Shortfall> shortfall(SetupSpec spec) {
        List<Setting> wanted = new ArrayList<>();
        wanted.add(new Setting("listen_addresses", "*"));
        wanted.add(new Setting("wal_level", "replica"));
        // A base backup takes two walsenders, the standby one.
        atLeast("max_wal_senders", walsendersUsed + 3).ifPresent(wanted::add);
        if (spec.slot().isPresent()) {
            atLeast("max_replication_slots", slotsUsed + 1).ifPresent(wanted::add);
        }
        wanted.add(new Setting("hot_standby", "on"));
        if (spec.walKeepMegabytes() > 0) {
            Setting keep = spec.version().walKeep(spec.walKeepMegabytes());
            atLeast(keep.name(), Integer.parseInt(keep.value())).map(_ -> keep).ifPresent(wanted::add);
        }
        spec.archive().ifPresent(archive -> {
            wanted.add(new Setting("archive_mode", "on"));
            wanted.add(new Setting("archive_command", ArchiveCommand.of(archive.directory())));
        });
        return wanted.stream().flatMap(this::fallsShort).toList();
    }

    private Stream<Shortfall> fallsShort(Setting wanted) {
        Current is = current.get(wanted.name());
        return is == null || enough(wanted, is.setting()) ? Stream.of() : Stream.of(new Shortfall(wanted, is));
    }

    private static boolean enough(Setting wanted, String is) {
        return switch (wanted.name()) {
            case "listen_addresses" ->
                Stream.of(is.split("\\s*,\\s*")).anyMatch(a -> a.equals("*") || a.equals("0.0.0.0"));
            // "hot_standby" and "archive" are the old names of "replica" (release notes of 9.6).
            case "wal_level" -> !is.equals("minimal");
            case "archive_mode" -> !is.equals("off");
            default -> is.equals(wanted.value());
        };
    }

    private Optional<Setting> atLeast(String name, int needed) {
        int is = number(name);
        return is >= needed
                ? Optional.empty()
                : Optional.of(new Setting(name, Integer.toString(Math.max(needed, USUAL_SENDERS))));
    }

    int number(String name) {
        Current is = current.get(name);
        return is == null ? 0 : Integer.parseInt(is.setting());
    }
}
