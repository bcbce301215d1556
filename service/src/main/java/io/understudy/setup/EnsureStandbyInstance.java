package io.understudy.setup;

import io.understudy.postgres.HostFiles.HostFile;
import io.understudy.problem.ProblemType;
import io.understudy.ssh.RemoteCommand;
import io.understudy.step.Effect;
import io.understudy.step.Plan;
import io.understudy.step.Side;
import io.understudy.step.Step;
import io.understudy.step.Target;
import io.understudy.step.Undo;
import java.time.Duration;
import java.util.Optional;

/// The instance as Debian's tools know it: its configuration directory and, by that, its unit. For one that is not
/// there yet,
/// `pg_createcluster` makes them around the finished copy.
final class EnsureStandbyInstance implements Step<Optional<HostFile>, EnsureStandbyInstance.Change> {
    private final SetupSpec spec;

    EnsureStandbyInstance(SetupSpec spec) {
        this.spec = spec;
    }

    record Change(String configDirectory) {}

    @Override
    public String name() {
        return "ensure-standby-instance";
    }

    @Override
    public Side side() {
        return Side.STANDBY;
    }

    @Override
    public Optional<HostFile> observe(Target target) {
        return target.standby().files().read(spec.standby().configDirectory() + "/postgresql.conf");
    }

    @Override
    public Plan<Change> plan(Optional<HostFile> conf) {
        String directory = spec.standby().configDirectory();
        if (conf.isEmpty()) {
            return new Plan.Needed<>(
                    new Change(directory),
                    "configure instance %s-%s around the copy"
                            .formatted(spec.version(), spec.standby().name()),
                    new Effect(Effect.Kind.DIRECTORY, side(), directory, null, "as pg_createcluster makes it"));
        }
        return includesConfDirectory(conf.get())
                ? new Plan.InPlace<>()
                : new Plan.Blocked<>(
                        ProblemType.CONF_D_NOT_INCLUDED,
                        directory + "/postgresql.conf has no line include_dir = 'conf.d'");
    }

    static boolean includesConfDirectory(HostFile postgresqlConf) {
        return postgresqlConf
                .text()
                .lines()
                .anyMatch(line -> line.strip().matches("include_dir\\s*=?\\s*'conf\\.d'.*"));
    }

    @Override
    public void apply(Target target, Change change) {
        target.standby()
                .ssh()
                .output(RemoteCommand.of(
                                "pg_createcluster",
                                "--datadir=" + spec.standby().dataDirectory(),
                                "--port=" + spec.standby().port(),
                                "--start-conf=auto",
                                spec.version().toString(),
                                spec.standby().name())
                        .as("root")
                        .changing()
                        .within(Duration.ofMinutes(1)));
    }

    /// `pg_dropcluster` would take the data with it, which is not this step's to remove.
    @Override
    public Undo undo(Target target, Change change) {
        target.standby()
                .ssh()
                .output(RemoteCommand.of("rm", "-rf", "--one-file-system", "--", change.configDirectory())
                        .as("root")
                        .changing());
        return new Undo.PutBack("removed " + change.configDirectory());
    }

    @Override
    public Class<Change> changeType() {
        return Change.class;
    }
}
