package io.understudy.setup;

import io.understudy.postgres.HostFiles.HostFile;
import io.understudy.postgres.ManagedConf;
import io.understudy.postgres.Setting;
import io.understudy.step.Effect;
import io.understudy.step.Plan;
import io.understudy.step.Side;
import io.understudy.step.Step;
import io.understudy.step.Target;
import io.understudy.step.Undo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The standby's settings, written down before it first starts: a hot standby does not start with less room for
/// connections,
/// transactions, locks, workers or walsenders than its primary has (manual, 27.4.3), and it is to be ready to take the
/// primary's part.
final class EnsureStandbySettings implements Step<EnsureStandbySettings.Facts, EnsureStandbySettings.Change> {
    private static final List<String> AT_LEAST_AS_PRIMARY = List.of(
            "max_connections",
            "max_prepared_transactions",
            "max_locks_per_transaction",
            "max_worker_processes",
            "max_wal_senders",
            "max_replication_slots");
    private static final int USUAL_SENDERS = 10;

    private final SetupSpec spec;

    EnsureStandbySettings(SetupSpec spec) {
        this.spec = spec;
    }

    /// @param conf the standby's own `postgresql.conf`; empty while the instance does not exist
    /// @param managed the file that this step writes
    record Facts(PrimarySettings primary, String conf, Optional<HostFile> managed) {
        /// What the standby's own file says; the last line of several wins.
        int own(String name) {
            Matcher lines =
                    Pattern.compile("(?m)^\\s*" + name + "\\s*=?\\s*'?(\\d+)").matcher(conf);
            return lines.results().map(line -> Integer.parseInt(line.group(1))).reduce(0, (_, last) -> last);
        }
    }

    record Change(@Nullable String before, String after) {}

    @Override
    public String name() {
        return "ensure-standby-settings";
    }

    @Override
    public Side side() {
        return Side.STANDBY;
    }

    @Override
    public Facts observe(Target target) {
        String conf = target.standby()
                .files()
                .read(spec.standby().configDirectory() + "/postgresql.conf")
                .map(HostFile::text)
                .orElse("");
        return new Facts(
                PrimarySettings.read(target, spec),
                conf,
                target.standby().files().read(spec.standby().managedConf()));
    }

    @Override
    public Plan<Change> plan(Facts facts) {
        String before = facts.managed().map(HostFile::text).orElse(null);
        ManagedConf is = ManagedConf.parse(before == null ? "" : before);
        ManagedConf shall = is.with(wanted(facts));
        return shall.equals(is)
                ? new Plan.InPlace<>()
                : new Plan.Needed<>(
                        new Change(before, shall.text()),
                        "write down the standby's settings",
                        new Effect(Effect.Kind.FILE, side(), spec.standby().managedConf(), before, shall.text()));
    }

    private List<Setting> wanted(Facts facts) {
        List<Setting> wanted = new ArrayList<>(List.of(
                new Setting("port", Integer.toString(spec.standby().port())),
                new Setting("listen_addresses", "*"),
                new Setting("wal_level", "replica"),
                new Setting("hot_standby", "on")));
        for (String name : AT_LEAST_AS_PRIMARY) {
            boolean senders = name.equals("max_wal_senders") || name.equals("max_replication_slots");
            int primary = Math.max(facts.primary().number(name), senders ? USUAL_SENDERS : 0);
            wanted.add(new Setting(name, Integer.toString(Math.max(primary, facts.own(name)))));
        }
        if (spec.walKeepMegabytes() > 0) {
            wanted.add(spec.version().walKeep(spec.walKeepMegabytes()));
        }
        spec.archive().ifPresent(archive -> {
            wanted.add(new Setting("archive_mode", "on"));
            wanted.add(new Setting("archive_command", ArchiveCommand.of(archive.directory())));
        });
        return wanted;
    }

    @Override
    public void apply(Target target, Change change) {
        write(target, change.after());
    }

    private void write(Target target, String text) {
        target.standby().files().write(spec.standby().managedConf(), new HostFile(text, "postgres:postgres", "644"));
    }

    @Override
    public Undo undo(Target target, Change change) {
        if (change.before() == null) {
            target.standby().files().remove(spec.standby().managedConf());
        } else {
            write(target, change.before());
        }
        return new Undo.PutBack("settings as before; a standby that runs takes them at its next restart");
    }

    @Override
    public Class<Change> changeType() {
        return Change.class;
    }
}
