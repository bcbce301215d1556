package io.understudy.setup;

import io.understudy.postgres.HostFiles.HostFile;
import io.understudy.postgres.Instance;
import io.understudy.setup.OwnedFile.Change;
import io.understudy.setup.SetupSpec.ArchiveSpec;
import io.understudy.ssh.RemoteCommand;
import io.understudy.step.Plan;
import io.understudy.step.Side;
import io.understudy.step.Step;
import io.understudy.step.Target;
import io.understudy.step.Undo;
import java.util.Optional;

/// The script that removes old segments from the archive lies on the host. Nothing runs it yet.
final class EnsureArchiveCleanupScript implements Step<Optional<HostFile>, Change> {
    private static final String DIRECTORY = "/usr/local/lib/understudy";

    private final Side side;
    private final OwnedFile script;

    EnsureArchiveCleanupScript(SetupSpec spec, ArchiveSpec archive, Side side) {
        Instance instance = spec.instance(side);
        this.side = side;
        this.script = new OwnedFile(
                path(instance), new HostFile(new ArchiveCleanupScript(instance, archive).text(), "root:root", "755"));
    }

    static String path(Instance instance) {
        return "%s/clean-archive-%s-%s".formatted(DIRECTORY, instance.version(), instance.name());
    }

    @Override
    public String name() {
        return switch (side) {
            case PRIMARY -> "ensure-archive-cleanup-script";
            case STANDBY -> "ensure-standby-archive-cleanup-script";
        };
    }

    @Override
    public Side side() {
        return side;
    }

    @Override
    public Optional<HostFile> observe(Target target) {
        return target.on(side).files().read(script.path());
    }

    @Override
    public Plan<Change> plan(Optional<HostFile> found) {
        return found.equals(Optional.of(script.wanted()))
                ? new Plan.InPlace<>()
                : new Plan.Needed<>(
                        script.change(found), "write the script that cleans the archive", script.effect(side(), found));
    }

    @Override
    public void apply(Target target, Change change) {
        target.on(side).files().makeDirectory("root:root", "755", DIRECTORY);
        target.on(side).files().write(change.path(), change.after());
    }

    /// The folder may hold scripts of other instances.
    @Override
    public Undo undo(Target target, Change change) {
        Undo undone = OwnedFile.undo(target.on(side).files(), change);
        if (target.on(side).files().exists(DIRECTORY)) {
            target.on(side)
                    .ssh()
                    .output(RemoteCommand.of("rmdir", "--ignore-fail-on-non-empty", "--", DIRECTORY)
                            .as("root")
                            .changing());
        }
        return undone;
    }

    @Override
    public Class<Change> changeType() {
        return Change.class;
    }
}
