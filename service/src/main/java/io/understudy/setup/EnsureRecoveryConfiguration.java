package io.understudy.setup;

import io.understudy.postgres.HostFiles.HostFile;
import io.understudy.step.Effect;
import io.understudy.step.Node;
import io.understudy.step.Plan;
import io.understudy.step.Side;
import io.understudy.step.Step;
import io.understudy.step.Target;
import io.understudy.step.Undo;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Tells the copy that it is a standby and whom to follow, before it gets the data directory's name: a copy that starts
/// without
/// this would be a second primary.
///
/// Up to 11 that is `recovery.conf`. From 12 on it is `standby.signal` and settings in `postgresql.auto.conf`, which
/// wins over
/// every other file; what the primary had there by `ALTER SYSTEM` comes along with the copy.
final class EnsureRecoveryConfiguration
        implements Step<EnsureRecoveryConfiguration.Facts, EnsureRecoveryConfiguration.Change> {
    private final SetupSpec spec;

    EnsureRecoveryConfiguration(SetupSpec spec) {
        this.spec = spec;
    }

    /// @param directory of the standby's data: in place already, or still beside it
    /// @param conf the file that names the upstream
    record Facts(String directory, Optional<HostFile> conf, boolean signal) {}

    /// @param before text of the file that names the upstream; absent when there was none
    record Change(String directory, @Nullable String before, String after) {}

    @Override
    public String name() {
        return "ensure-recovery-configuration";
    }

    @Override
    public Side side() {
        return Side.STANDBY;
    }

    @Override
    public Facts observe(Target target) {
        String directory = DataDirectory.read(target.standby()).isStandbyOf(spec.systemIdentifier())
                ? spec.standby().dataDirectory()
                : Staging.data(spec.standby());
        return new Facts(
                directory,
                target.standby().files().read(conf(directory)),
                spec.version().recoveryConf() || target.standby().files().exists(directory + "/standby.signal"));
    }

    private String conf(String directory) {
        return directory + (spec.version().recoveryConf() ? "/recovery.conf" : "/postgresql.auto.conf");
    }

    @Override
    public Plan<Change> plan(Facts facts) {
        String before = facts.conf().map(HostFile::text).orElse(null);
        String after = wanted(before == null ? "" : before);
        if (facts.signal() && after.equals(before)) {
            return new Plan.InPlace<>();
        }
        return new Plan.Needed<>(
                new Change(facts.directory(), before, after),
                "make the copy a standby of %s port %d"
                        .formatted(spec.primaryAddress(), spec.primary().port()),
                new Effect(Effect.Kind.FILE, side(), conf(facts.directory()), before, after));
    }

    private String wanted(String before) {
        StringBuilder text = new StringBuilder();
        if (!spec.version().recoveryConf()) {
            before.lines()
                    .filter(line -> !isOurs(line))
                    .forEach(line -> text.append(line).append('\n'));
        }
        spec.link().upstream().forEach(setting -> text.append(setting.line()).append('\n'));
        return text.toString();
    }

    /// Whom a standby follows, and the port, which belongs to the instance and not to the copy.
    private static boolean isOurs(String line) {
        return line.matches("\\s*(primary_conninfo|primary_slot_name|recovery_target_timeline|port)\\s*=.*");
    }

    @Override
    public void apply(Target target, Change change) {
        target.standby().files().write(conf(change.directory()), ours(change.after()));
        if (!spec.version().recoveryConf()) {
            target.standby().files().write(change.directory() + "/standby.signal", ours(""));
        }
    }

    private static HostFile ours(String text) {
        return new HostFile(text, "postgres:postgres", "600");
    }

    /// In a copy that is removed there is nothing left to put back; a standby that runs goes back to whom it followed.
    @Override
    public Undo undo(Target target, Change change) {
        Node standby = target.standby();
        if (change.before() == null || !standby.files().exists(change.directory())) {
            return new Undo.PutBack("followed nobody before");
        }
        standby.files().write(conf(change.directory()), ours(change.before()));
        if (change.directory().equals(spec.standby().dataDirectory())
                && standby.units().state(spec.standby().unit()).running()) {
            if (spec.version().upstreamByReload()) {
                standby.psql().change("SELECT pg_reload_conf();", Map.of());
            } else {
                standby.units().restart(spec.standby().unit());
            }
        }
        return new Undo.PutBack("follows whom it followed before");
    }

    @Override
    public Class<Change> changeType() {
        return Change.class;
    }
}
