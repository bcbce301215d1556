package io.understudy.setup;

import io.understudy.postgres.HostFiles;
import io.understudy.postgres.HostFiles.HostFile;
import io.understudy.postgres.ManagedConf;
import io.understudy.postgres.Psql;
import io.understudy.postgres.Setting;
import io.understudy.step.Effect;
import io.understudy.step.Plan;
import io.understudy.step.Side;
import io.understudy.step.Step;
import io.understudy.step.Target;
import io.understudy.step.Undo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Writes down the settings that the primary would lack after a restart, in a file of our own where the server includes
/// `conf.d`, else by `ALTER SYSTEM`. Nothing takes effect yet.
final class EnsurePrimarySettings implements Step<EnsurePrimarySettings.Facts, EnsurePrimarySettings.Change> {
    private static final String AUTO_CONF = "/postgresql.auto.conf";
    private static final Setting NOT_ARCHIVED = new Setting(
            "archive_command", "true # Understudy took archiving back; restart, then ask for the undo again");

    private final SetupSpec spec;

    EnsurePrimarySettings(SetupSpec spec) {
        this.spec = spec;
    }

    record Facts(List<PrimarySettings.Shortfall> shortfall, boolean confDirectory, Optional<HostFile> file) {
        /// What `ALTER SYSTEM` set wins over every file, so there only `ALTER SYSTEM` helps.
        boolean byFile() {
            return confDirectory
                    && shortfall.stream()
                            .map(s -> s.current().file())
                            .noneMatch(file -> file != null && file.endsWith(AUTO_CONF));
        }
    }

    /// @param before the text of our file; absent when there was none
    /// @param after the text it gets; absent when `ALTER SYSTEM` is used
    record Change(@Nullable String before, @Nullable String after, List<Setting> wanted) {}

    private record Archiving(boolean archives) {}

    @Override
    public String name() {
        return "ensure-primary-settings";
    }

    @Override
    public Side side() {
        return Side.PRIMARY;
    }

    @Override
    public Facts observe(Target target) {
        List<PrimarySettings.Shortfall> shortfall =
                PrimarySettings.read(target, spec).notWritten(spec);
        if (shortfall.isEmpty()) {
            return new Facts(shortfall, true, Optional.empty());
        }
        String conf = spec.primary().configDirectory() + "/postgresql.conf";
        boolean included = target.primary()
                .files()
                .read(conf)
                .map(EnsureStandbyInstance::includesConfDirectory)
                .orElse(false);
        return new Facts(
                shortfall,
                included,
                target.primary().files().read(spec.primary().managedConf()));
    }

    @Override
    public Plan<Change> plan(Facts facts) {
        List<Setting> wanted = facts.shortfall().stream()
                .map(PrimarySettings.Shortfall::wanted)
                .toList();
        if (wanted.isEmpty()) {
            return new Plan.InPlace<>();
        }
        List<Effect> effects = new ArrayList<>(facts.shortfall().stream()
                .map(s -> new Effect(
                        Effect.Kind.SETTING,
                        side(),
                        s.wanted().name(),
                        s.current().lasting(),
                        s.wanted().value()))
                .toList());
        if (!facts.byFile()) {
            return new Plan.Needed<>(new Change(null, null, wanted), "ALTER SYSTEM: " + names(wanted), effects);
        }
        String before = facts.file().map(HostFile::text).orElse(null);
        String after =
                ManagedConf.parse(before == null ? "" : before).with(wanted).text();
        effects.add(new Effect(Effect.Kind.FILE, side(), spec.primary().managedConf(), before, after));
        return new Plan.Needed<>(new Change(before, after, wanted), "write down " + names(wanted), effects);
    }

    private static String names(List<Setting> settings) {
        return String.join(
                ", ", settings.stream().map(s -> s.name() + " = " + s.value()).toList());
    }

    @Override
    public void apply(Target target, Change change) {
        if (change.after() != null) {
            target.primary().files().write(spec.primary().managedConf(), ours(change.after()));
            return;
        }
        change.wanted().forEach(setting -> alterSystem(target.primary().psql(), setting));
    }

    /// The name is one of ours, checked by [Setting]; `ALTER SYSTEM` takes no variable for it.
    private static void alterSystem(Psql psql, Setting setting) {
        psql.change("ALTER SYSTEM SET %s = :'value';".formatted(setting.name()), Map.of("value", setting.value()));
    }

    /// Undo restarts nothing, so a server that we made archive goes on with that until somebody restarts it. Without a
    /// command it would keep all WAL meanwhile, until its disk is full; so it gets one that does nothing.
    @Override
    public Undo undo(Target target, Change change) {
        Psql psql = target.primary().psql();
        boolean archives = archivesStill(psql, change);
        if (change.after() == null) {
            change.wanted().forEach(setting -> psql.change("ALTER SYSTEM RESET " + setting.name() + ";", Map.of()));
            if (archives) {
                alterSystem(psql, NOT_ARCHIVED);
            }
        } else if (!fileIsBack(target.primary().files(), change, archives)) {
            return new Undo.Kept(spec.primary().managedConf() + " was changed by somebody since");
        }
        psql.change("SELECT pg_reload_conf();", Map.of());
        return archives
                ? new Undo.Kept(
                        "archive_mode stays on until PostgreSQL restarts; archive_command does nothing until then."
                                + " Restart the primary when it suits, then ask for this undo again")
                : new Undo.PutBack("settings as before; those that need a restart change back at the next one");
    }

    private static boolean archivesStill(Psql psql, Change change) {
        List<String> changed = change.wanted().stream().map(Setting::name).toList();
        return changed.containsAll(List.of("archive_mode", "archive_command"))
                && psql.row(Archiving.class, "SELECT current_setting('archive_mode') <> 'off' AS archives")
                        .archives();
    }

    /// @return false when somebody has changed the file since; then it is left alone
    private boolean fileIsBack(HostFiles files, Change change, boolean archives) {
        String path = spec.primary().managedConf();
        String before = change.before();
        String idle = ManagedConf.parse(before == null ? "" : before)
                .with(List.of(NOT_ARCHIVED))
                .text();
        String is = files.read(path).map(HostFile::text).orElse(null);
        if (is != null && !Arrays.asList(before, change.after(), idle).contains(is)) {
            return false;
        }
        if (archives) {
            files.write(path, ours(idle));
        } else if (before == null) {
            files.remove(path);
        } else {
            files.write(path, ours(before));
        }
        return true;
    }

    private static HostFile ours(String text) {
        return new HostFile(text, "postgres:postgres", "644");
    }

    @Override
    public Class<Change> changeType() {
        return Change.class;
    }
}
