package io.understudy.setup;

import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.setup.DataDirectory.Database;
import io.understudy.setup.DataDirectory.Server;
import io.understudy.setup.SetupRequest.ExistingData;
import io.understudy.ssh.RemoteCommand;
import io.understudy.step.Check.Finding;
import io.understudy.step.Check.Severity;
import io.understudy.step.Effect;
import io.understudy.step.Plan;
import io.understudy.step.Side;
import io.understudy.step.Step;
import io.understudy.step.Target;
import io.understudy.step.Undo;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Makes room where the copy is to go. What is there is renamed and kept, unless the request says to delete it.
///
/// The preflight has asked whether it may be touched at all, but the copy takes its time: the same rule is applied to
/// what is there now, and once more right before the write.
final class EnsureDataDirectoryVacant implements Step<DataDirectory, EnsureDataDirectoryVacant.Change> {
    private final SetupSpec spec;
    private final String directory;

    EnsureDataDirectoryVacant(SetupSpec spec) {
        this.spec = spec;
        this.directory = spec.standby().dataDirectory();
    }

    /// @param aside the name that it gets; empty when it is deleted
    /// @param systemIdentifier of the database that was looked at; absent when it is none
    record Change(String directory, String aside, @Nullable String systemIdentifier) {}

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
                    ? new Plan.Blocked<>(
                            ProblemType.DATA_DIRECTORY_NOT_EMPTY,
                            directory + " is a mount point, so the finished copy cannot take its name")
                    : new Plan.InPlace<>();
        }
        Plan.Needed<Change> vacated = vacated(found);
        if (found.server().filter(Server::pristine).isPresent()) {
            return new Plan.Awaited<>(
                    vacated.summary() + " once its empty instance is stopped",
                    ProblemType.DATA_DIRECTORY_IN_USE,
                    vacated.effects());
        }
        if (found.server().isEmpty() && found.unusedFor(spec.label())) {
            return vacated;
        }
        Finding rule = CheckDataDirectory.finding(spec, found);
        return rule.problem() != null && rule.severity() == Severity.BLOCKING
                ? new Plan.Blocked<>(rule.problem(), "%s: %s".formatted(rule.value(), rule.detail()))
                : vacated;
    }

    private Plan.Needed<Change> vacated(DataDirectory found) {
        String identifier = found.database().flatMap(Database::systemIdentifier).orElse(null);
        if (spec.existingData() == ExistingData.DELETE) {
            return new Plan.Needed<>(
                    new Change(directory, "", identifier),
                    "delete " + directory,
                    effect("deleted; cannot be taken back"));
        }
        String aside = directory + "." + spec.label();
        return new Plan.Needed<>(
                new Change(directory, aside, identifier),
                "move %s aside to %s".formatted(directory, aside),
                effect("now " + aside));
    }

    private Effect effect(String after) {
        return new Effect(
                Effect.Kind.DIRECTORY, side(), directory, "database that is not this cluster's standby", after);
    }

    @Override
    public void apply(Target target, Change change) {
        switch (plan(observe(target))) {
            case Plan.InPlace<Change> _ -> {}
            case Plan.Needed<Change>(Change now, var _, var _) when now.equals(change) -> vacate(target, change);
            case Plan.Needed<Change> _ ->
                throw new ProblemException(
                        ProblemType.DATA_DIRECTORY_NOT_EMPTY,
                        directory + " is not the database any more that was there a moment ago");
            case Plan.Awaited<Change>(String summary, ProblemType problem, var _) ->
                throw new ProblemException(problem, summary);
            case Plan.Blocked<Change>(ProblemType why, String detail) -> throw new ProblemException(why, detail);
        }
    }

    private static void vacate(Target target, Change change) {
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
