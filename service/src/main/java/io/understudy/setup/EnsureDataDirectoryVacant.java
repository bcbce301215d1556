package io.understudy.setup;

import io.understudy.problem.ProblemType;
import io.understudy.setup.SetupRequest.ExistingData;
import io.understudy.ssh.RemoteCommand;
import io.understudy.step.Effect;
import io.understudy.step.Plan;
import io.understudy.step.Side;
import io.understudy.step.Step;
import io.understudy.step.Target;
import io.understudy.step.Undo;
import java.time.Duration;

/// Makes room where the copy is to go. What is there is renamed and kept, unless the request says to delete it; the
/// preflight
/// has made sure that it may be touched at all.
final class EnsureDataDirectoryVacant implements Step<DataDirectory, EnsureDataDirectoryVacant.Change> {
    private final SetupSpec spec;
    private final String directory;

    EnsureDataDirectoryVacant(SetupSpec spec) {
        this.spec = spec;
        this.directory = spec.standby().dataDirectory();
    }

    /// @param aside the name that it gets; empty when it is deleted
    record Change(String directory, String aside) {}

    @Override
    public String name() {
        return "ensure-data-directory-vacant";
    }

    @Override
    public Side side() {
        return Side.STANDBY;
    }

    @Override
    public DataDirectory observe(Target target) {
        return DataDirectory.read(target.standby());
    }

    @Override
    public Plan<Change> plan(DataDirectory found) {
        if (found.content().vacant() || found.isStandbyOf(spec.systemIdentifier())) {
            return found.mountPoint() && found.content().vacant()
                    ? blocked(" is a mount point, so the finished copy cannot take its name")
                    : new Plan.InPlace<>();
        }
        if (found.server().isPresent()) {
            return found.server().get().pristine()
                    ? new Plan.Awaited<>(
                            "%s once its empty instance is stopped"
                                    .formatted(vacated().summary()),
                            ProblemType.DATA_DIRECTORY_IN_USE,
                            vacated().effects())
                    : new Plan.Blocked<>(ProblemType.DATA_DIRECTORY_IN_USE, directory + " is used by a running server");
        }
        return spec.existingData() == ExistingData.REFUSE ? blocked(" is not empty") : vacated();
    }

    private Plan.Needed<Change> vacated() {
        if (spec.existingData() == ExistingData.DELETE) {
            return new Plan.Needed<>(
                    new Change(directory, ""), "delete " + directory, effect("deleted; cannot be taken back"));
        }
        String aside = directory + "." + spec.label();
        return new Plan.Needed<>(
                new Change(directory, aside),
                "move %s aside to %s".formatted(directory, aside),
                effect("now " + aside));
    }

    private Plan<Change> blocked(String why) {
        return new Plan.Blocked<>(ProblemType.DATA_DIRECTORY_NOT_EMPTY, directory + why);
    }

    private Effect effect(String after) {
        return new Effect(
                Effect.Kind.DIRECTORY, side(), directory, "database that is not this cluster's standby", after);
    }

    @Override
    public void apply(Target target, Change change) {
        if (change.aside().isEmpty()) {
            change(target, "rm", "-rf", "--one-file-system", "--", change.directory());
        } else {
            change(target, "mv", "-T", "--", change.directory(), change.aside());
        }
    }

    private static void change(Target target, String... argv) {
        target.standby()
                .ssh()
                .output(RemoteCommand.of(argv).as("root").changing().within(Duration.ofMinutes(10)));
    }

    @Override
    public Undo undo(Target target, Change change) {
        if (change.aside().isEmpty()) {
            return new Undo.Kept("%s was deleted, as the request said".formatted(change.directory()));
        }
        if (!DataDirectory.read(target.standby()).content().vacant()) {
            return new Undo.Kept(
                    "%s is not empty; the database of before is in %s".formatted(change.directory(), change.aside()));
        }
        if (target.standby().files().exists(change.aside())) {
            change(target, "mv", "-T", "--", change.aside(), change.directory());
        }
        return new Undo.PutBack("moved %s back".formatted(change.directory()));
    }

    @Override
    public Class<Change> changeType() {
        return Change.class;
    }
}
