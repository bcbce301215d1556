package io.understudy.setup;

import io.understudy.postgres.Setting;
import io.understudy.step.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a primary needs in its settings to feed one more standby, and where it falls short of that.
///
/// A value has to do twice: as the server runs with it, and as the next restart brings it. The two differ after an
/// undo, which restarts nothing. A value that is enough is never touched, a larger one never lowered.
record PrimarySettings(Map<String, Current> current, int walsendersUsed, int slotsUsed) {
    private static final int USUAL_SENDERS = 10;
    /// How a file may say `off`.
    private static final Set<String> OFF = Set.of("off", "false", "no", "0");

    /// The last of several lines about a setting counts; one that no file names any more goes back to its default.
    private static final String CURRENT = """
            SELECT s.name, s.setting, s.context, f.sourcefile AS file,
                   coalesce(CASE WHEN s.source IN ('command line', 'environment variable') THEN s.setting
                                 WHEN f.name IS NULL THEN s.boot_val
                                 WHEN s.vartype = 'bool' THEN CASE WHEN f.setting::bool THEN 'on' ELSE 'off' END
                                 WHEN s.unit = 'MB' AND f.setting ~ '[kMGT]B$'
                                 THEN (pg_size_bytes(f.setting) / 1048576)::text
                                 ELSE f.setting
                             END, '') AS lasting
              FROM pg_settings s
              LEFT JOIN (SELECT DISTINCT ON (lower(name)) lower(name) AS name, setting, sourcefile FROM pg_file_settings
                          ORDER BY lower(name), seqno DESC) f ON f.name = s.name
             WHERE s.name IN ('listen_addresses', 'wal_level', 'max_wal_senders', 'max_replication_slots', 'hot_standby',
                              'wal_keep_segments', 'wal_keep_size', 'archive_mode', 'archive_command',
                              'max_connections', 'max_prepared_transactions', 'max_locks_per_transaction', 'max_worker_processes')
            """;

    /// @param setting as the server runs with it
    /// @param lasting as the next restart brings it
    /// @param context when a new value takes: `postmaster` at a restart, `sighup` at a reload
    /// @param file that the lasting value stands in; absent for a default
    record Current(
            String name,
            String setting,
            String lasting,
            String context,
            @Nullable String file) {}

    record Shortfall(Setting wanted, Current current) {
        boolean needsRestart() {
            return current.context().equals("postmaster");
        }
    }

    /// @param enough whether a value will do
    private record Need(Setting setting, Predicate<String> enough) {}

    private record Used(int walsenders, int slots) {}

    static PrimarySettings read(Target target, SetupSpec spec) {
        List<Current> rows = target.primary().psql().rows(Current.class, CURRENT);
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

    /// Where a restart would bring less than is needed, whatever the server runs with now.
    List<Shortfall> notWritten(SetupSpec spec) {
        return shortfall(spec, Current::lasting);
    }

    /// Where the server runs with less than is needed, whatever is written down.
    List<Shortfall> notInEffect(SetupSpec spec) {
        return shortfall(spec, Current::setting);
    }

    private List<Shortfall> shortfall(SetupSpec spec, Function<Current, String> view) {
        return needs(spec).stream()
                .flatMap(need -> Stream.ofNullable(current.get(need.setting().name()))
                        .filter(is -> !need.enough().test(view.apply(is)))
                        .map(is -> new Shortfall(need.setting(), is)))
                .toList();
    }

    private List<Need> needs(SetupSpec spec) {
        List<Need> needs = new ArrayList<>();
        needs.add(new Need(
                new Setting("listen_addresses", widened(lasting("listen_addresses"), spec.primaryAddress())),
                is -> listens(is, spec.primaryAddress())));
        // "hot_standby" and "archive" are the old names of "replica" (release notes of 9.6).
        needs.add(new Need(new Setting("wal_level", "replica"), is -> !is.equalsIgnoreCase("minimal")));
        // A base backup takes two walsenders, the standby one.
        needs.add(atLeast("max_wal_senders", walsendersUsed + 3));
        if (spec.slot().isPresent()) {
            needs.add(atLeast("max_replication_slots", slotsUsed + 1));
        }
        needs.add(exactly("hot_standby", "on"));
        if (spec.walKeepMegabytes() > 0) {
            Setting keep = spec.version().walKeep(spec.walKeepMegabytes());
            needs.add(new Need(keep, is -> Integer.decode(is) >= Integer.parseInt(keep.value())));
        }
        spec.archive().ifPresent(archive -> {
            needs.add(new Need(new Setting("archive_mode", "on"), is -> !OFF.contains(is.toLowerCase(Locale.ROOT))));
            needs.add(exactly("archive_command", ArchiveCommand.of(archive.directory())));
        });
        return needs;
    }

    private static Need exactly(String name, String value) {
        return new Need(new Setting(name, value), value::equals);
    }

    private static Need atLeast(String name, int needed) {
        return new Need(
                new Setting(name, Integer.toString(Math.max(needed, USUAL_SENDERS))),
                is -> Integer.decode(is) >= needed);
    }

    /// Whether a server with these `listen_addresses` listens at one address. A name in the list is not looked up.
    static boolean listens(String addresses, String at) {
        Set<String> list = Set.copyOf(split(addresses));
        return list.contains("*") || list.contains(at.contains(":") ? "::" : "0.0.0.0") || list.contains(at);
    }

    /// A list that somebody has written is kept, and gets the one address that it lacks. The default is nobody's list:
    /// it becomes `*`, which goes on to work when the address changes or is translated on the way.
    private static String widened(String addresses, String at) {
        return Set.of("localhost").containsAll(split(addresses)) ? "*" : addresses + ", " + at;
    }

    private static List<String> split(String addresses) {
        return Stream.of(addresses.split(","))
                .map(String::strip)
                .filter(address -> !address.isEmpty())
                .distinct()
                .toList();
    }

    private String lasting(String name) {
        Current is = current.get(name);
        return is == null ? "" : is.lasting();
    }

    /// The larger of what runs and what lasts; 0 where the version does not have it.
    int number(String name) {
        Current is = current.get(name);
        return is == null ? 0 : Math.max(Integer.decode(is.setting()), Integer.decode(is.lasting()));
    }
}
