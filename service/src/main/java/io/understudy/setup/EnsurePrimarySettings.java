package io.understudy.setup;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Writes down the settings that the primary lacks, in a file of our own where the server includes `conf.d`, else by
/// `ALTER SYSTEM`. Nothing takes effect yet.
final class EnsurePrimarySettings implements Step<EnsurePrimarySettings.Facts, EnsurePrimarySettings.Change> {
    private static final String AUTO_CONF = "/postgresql.auto.conf";

    private final SetupSpec spec;

    EnsurePrimarySettings(SetupSpec spec) {
        this.spec = spec;
    }

    record Facts(List<PrimarySettings.Shortfall> shortfall, boolean confDirectory, Optional<HostFile> file) {
        /// What `ALTER SYSTEM` set wins over every file, so there only `ALTER SYSTEM` helps.
        boolean byFile() {
            return confDirectory
                    && shortfall.stream()
                            .noneMatch(s -> s.current().sourcefile() != null
                                    && s.current().sourcefile().endsWith(AUTO_CONF));
        }
    }

    /// @param before the text of our file; absent when there was none
    /// @param after the text it gets; absent when `ALTER SYSTEM` is used
    record Change(@Nullable String before, @Nullable String after, List<Setting> wanted) {}

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
                PrimarySettings.read(target, spec).shortfall(spec);
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
        ManagedConf is = ManagedConf.parse(facts.file().map(HostFile::text).orElse(""));
        ManagedConf shall = is.with(wanted);
        if (wanted.isEmpty() || (facts.byFile() && shall.equals(is))) {
            return new Plan.InPlace<>();
        }
        List<Effect> effects = new ArrayList<>(facts.shortfall().stream()
                .map(s -> new Effect(
                        Effect.Kind.SETTING,
                        side(),
                        s.wanted().name(),
                        s.current().setting(),
                        s.wanted().value()))
                .toList());
        if (!facts.byFile()) {
            return new Plan.Needed<>(new Change(null, null, wanted), "ALTER SYSTEM: " + names(wanted), effects);
        }
        String before = facts.file().map(HostFile::text).orElse(null);
        effects.add(new Effect(Effect.Kind.FILE, side(), spec.primary().managedConf(), before, shall.text()));
        return new Plan.Needed<>(new Change(before, shall.text(), wanted), "write down " + names(wanted), effects);
    }

    private static String names(List<Setting> settings) {
        return String.join(
                ", ", settings.stream().map(s -> s.name() + " = " + s.value()).toList());
    }

    @Override
    public void apply(Target target, Change change) {
        if (change.after() != null) {
            target.primary()
                    .files()
                    .write(spec.primary().managedConf(), new HostFile(change.after(), "postgres:postgres", "644"));
            return;
        }
        change.wanted().forEach(setting -> alterSystem(target.primary().psql(), setting));
    }

    /// The name is one of ours, checked by [Setting]; `ALTER SYSTEM` takes no variable for it.
    private static void alterSystem(Psql psql, Setting setting) {
        psql.change("ALTER SYSTEM SET %s = :'value';".formatted(setting.name()), Map.of("value", setting.value()));
    }

    @Override
    public Undo undo(Target target, Change change) {
        String path = spec.primary().managedConf();
        if (change.after() == null) {
            change.wanted()
                    .forEach(setting ->
                            target.primary().psql().change("ALTER SYSTEM RESET " + setting.name() + ";", Map.of()));
        } else {
            Optional<HostFile> is = target.primary().files().read(path);
            if (is.isPresent()
                    && !is.get().text().equals(change.after())
                    && !is.get().text().equals(change.before())) {
                return new Undo.Kept(path + " was changed by somebody since");
            }
            if (change.before() == null) {
                target.primary().files().remove(path);
            } else {
                target.primary().files().write(path, new HostFile(change.before(), "postgres:postgres", "644"));
            }
        }
        target.primary().psql().change("SELECT pg_reload_conf();", Map.of());
        return new Undo.PutBack("settings as before; those that need a restart change back at the next one");
    }

    @Override
    public Class<Change> changeType() {
        return Change.class;
    }
}
