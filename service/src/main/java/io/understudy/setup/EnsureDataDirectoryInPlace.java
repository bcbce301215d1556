package io.understudy.setup;

import io.understudy.postgres.HostFiles.HostFile;
import io.understudy.ssh.RemoteCommand;
import io.understudy.step.Effect;
import io.understudy.step.Node;
import io.understudy.step.Plan;
import io.understudy.step.Side;
import io.understudy.step.Step;
import io.understudy.step.Target;
import io.understudy.step.Undo;
import java.time.Duration;
import java.util.Optional;

/// Gives the finished copy the data directory's name, in one rename. A half copy never has that name.
final class EnsureDataDirectoryInPlace
        implements Step<EnsureDataDirectoryInPlace.Facts, EnsureDataDirectoryInPlace.Change> {
    private final SetupSpec spec;

    EnsureDataDirectoryInPlace(SetupSpec spec) {
        this.spec = spec;
    }

    record Facts(DataDirectory data, Staging staging) {}

    /// @param label of the setup that made the copy; stands in a file inside it
    record Change(String directory, String label) {}

    @Override
    public String name() {
        return "ensure-data-directory-in-place";
    }

    @Override
    public Side side() {
        return Side.STANDBY;
    }

    @Override
    public Facts observe(Target target) {
        return new Facts(DataDirectory.read(target.standby()), Staging.read(target.standby()));
    }

    @Override
    public Plan<Change> plan(Facts facts) {
        boolean ours = spec.label().equals(facts.staging().owner());
        if (facts.data().isStandbyOf(spec.systemIdentifier()) && !ours) {
            return new Plan.InPlace<>();
        }
        return new Plan.Needed<>(
                new Change(spec.standby().dataDirectory(), spec.label()),
                "put the copy in place as " + spec.standby().dataDirectory(),
                new Effect(Effect.Kind.DIRECTORY, side(), spec.standby().dataDirectory(), null, "copy of the primary"));
    }

    /// Cut between the two, the folder is left over with nothing in it, and the next run removes it.
    @Override
    public void apply(Target target, Change change) {
        Node node = target.standby();
        String copy = Staging.data(spec.standby());
        if (node.files().exists(copy)) {
            node.files()
                    .write(
                            copy + "/" + DataDirectory.MARK,
                            new HostFile(change.label() + "\n", "postgres:postgres", "600"));
            root(node, "mv", "-T", "--", copy, change.directory());
        }
        root(node, "rm", "-rf", "--one-file-system", "--", spec.standby().stagingDirectory());
    }

    /// Only the copy that this very setup made is removed.
    @Override
    public Undo undo(Target target, Change change) {
        Node node = target.standby();
        DataDirectory data = DataDirectory.read(node);
        if (!data.mark().equals(Optional.of(change.label()))) {
            return new Undo.PutBack("the copy was not in place");
        }
        if (!data.isStandbyOf(spec.systemIdentifier())) {
            return new Undo.Kept(
                    "%s is no standby's data any more: somebody has promoted it".formatted(change.directory()));
        }
        root(node, "rm", "-rf", "--one-file-system", "--", change.directory());
        return new Undo.PutBack("removed the copy from " + change.directory());
    }

    private static void root(Node node, String... argv) {
        node.ssh().output(RemoteCommand.of(argv).as("root").changing().within(Duration.ofMinutes(10)));
    }

    @Override
    public Class<Change> changeType() {
        return Change.class;
    }
}
