package io.understudy.setup;

import io.understudy.postgres.HostFiles;
import io.understudy.postgres.HostFiles.HostFile;
import io.understudy.problem.ProblemType;
import io.understudy.ssh.RemoteCommand;
import io.understudy.standby.EnsureStandbyRunning;
import io.understudy.step.Effect;
import io.understudy.step.Node;
import io.understudy.step.Plan;
import io.understudy.step.Side;
import io.understudy.step.Step;
import io.understudy.step.Target;
import io.understudy.step.Undo;
import java.time.Duration;
import java.util.Optional;

/// The instance as Debian's tools know it: its configuration directory and, by that, its unit.
///
/// One that is not there yet is made whole by `pg_createcluster`, empty and beside the copy; then its configuration is
/// led to the copy and the empty data removed. Around the copy itself that program cannot work: it looks for the
/// configuration in it, finds none, and removes the data because it has failed.
final class EnsureStandbyInstance implements Step<EnsureStandbyInstance.Facts, EnsureStandbyInstance.Change> {
    private final SetupSpec spec;
    private final String empty;

    EnsureStandbyInstance(SetupSpec spec) {
        this.spec = spec;
        this.empty = spec.standby().dataDirectory() + ".understudy-empty";
    }

    /// @param conf `postgresql.conf`
    /// @param begun the empty data, which goes last, is there: the instance is half made
    record Facts(Optional<HostFile> conf, boolean begun) {}

    record Change(String configDirectory, String empty) {}

    private record Locale(String name) {}

    @Override
    public String name() {
        return "ensure-standby-instance";
    }

    @Override
    public Side side() {
        return Side.STANDBY;
    }

    @Override
    public Facts observe(Target target) {
        HostFiles files = target.standby().files();
        return new Facts(files.read(conf()), files.exists(empty));
    }

    private String conf() {
        return spec.standby().configDirectory() + "/postgresql.conf";
    }

    @Override
    public Plan<Change> plan(Facts facts) {
        String directory = spec.standby().configDirectory();
        if (facts.conf().isEmpty() || facts.begun()) {
            return new Plan.Needed<>(
                    new Change(directory, empty),
                    "make instance %s-%s around the copy"
                            .formatted(spec.version(), spec.standby().name()),
                    new Effect(Effect.Kind.DIRECTORY, side(), directory, null, "as pg_createcluster makes it"));
        }
        return includesConfDirectory(facts.conf().get())
                ? new Plan.InPlace<>()
                : new Plan.Blocked<>(ProblemType.CONF_D_NOT_INCLUDED, conf() + " has no line include_dir = 'conf.d'");
    }

    static boolean includesConfDirectory(HostFile postgresqlConf) {
        return postgresqlConf
                .text()
                .lines()
                .anyMatch(line -> line.strip().matches("include_dir\\s*=?\\s*'conf\\.d'.*"));
    }

    /// Begun anew after a cut: what was made so far names the empty data, and a host that booted meanwhile may run it.
    @Override
    public void apply(Target target, Change change) {
        Node node = target.standby();
        if (node.files().exists(change.empty())) {
            EnsureStandbyRunning.stopAndWait(target, spec.standby().unit());
            root(node, "rm", "-rf", "--one-file-system", "--", change.configDirectory(), change.empty());
        }
        root(
                node,
                "pg_createcluster",
                "--datadir=" + change.empty(),
                "--port=" + spec.standby().port(),
                "--start-conf=auto",
                "--locale=" + locale(target),
                spec.version().toString(),
                spec.standby().name(),
                "--",
                // For initdb: data that is removed at once need not be on disk.
                "-N");
        HostFile made = node.files().read(conf()).orElseThrow();
        node.files()
                .write(
                        conf(),
                        made.withText(made.text()
                                .replace(change.empty(), spec.standby().dataDirectory())));
        root(node, "rm", "-rf", "--one-file-system", "--", change.empty());
    }

    /// The configuration gets its language and its text search from it.
    private static String locale(Target target) {
        return target.primary()
                .psql()
                .row(Locale.class, "SELECT datctype AS name FROM pg_database WHERE datname = 'template1'")
                .name();
    }

    private static void root(Node node, String... argv) {
        node.ssh().output(RemoteCommand.of(argv).as("root").changing().within(Duration.ofMinutes(2)));
    }

    /// `pg_dropcluster` would take the data with it, which is not this step's to remove.
    @Override
    public Undo undo(Target target, Change change) {
        root(target.standby(), "rm", "-rf", "--one-file-system", "--", change.configDirectory(), change.empty());
        return new Undo.PutBack("removed " + change.configDirectory());
    }

    @Override
    public Class<Change> changeType() {
        return Change.class;
    }
}
