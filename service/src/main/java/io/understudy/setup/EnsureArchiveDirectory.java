package io.understudy.setup;

import io.understudy.problem.ProblemType;
import io.understudy.setup.ArchiveFolders.Folder;
import io.understudy.setup.SetupSpec.ArchiveSpec;
import io.understudy.ssh.RemoteCommand;
import io.understudy.step.Effect;
import io.understudy.step.Plan;
import io.understudy.step.Side;
import io.understudy.step.Step;
import io.understudy.step.Target;
import io.understudy.step.Undo;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The archive's folder, for the user postgres alone: WAL holds every row that is written. The standby's host has one
/// too, which fills when the standby takes the primary's part.
final class EnsureArchiveDirectory implements Step<ArchiveFolders, EnsureArchiveDirectory.Change> {
    private final SetupSpec spec;
    private final Side side;
    private final String directory;

    EnsureArchiveDirectory(SetupSpec spec, ArchiveSpec archive, Side side) {
        this.spec = spec;
        this.side = side;
        this.directory = archive.directory();
    }

    /// @param made what does not exist yet, from the top
    /// @param owner of the folder that is there already; absent when it is made
    record Change(
            String directory,
            List<String> made,
            @Nullable String owner,
            @Nullable String mode) {}

    @Override
    public String name() {
        return switch (side) {
            case PRIMARY -> "ensure-archive-directory";
            case STANDBY -> "ensure-standby-archive-directory";
        };
    }

    @Override
    public Side side() {
        return side;
    }

    @Override
    public ArchiveFolders observe(Target target) {
        return ArchiveFolders.read(target.on(side).ssh(), directory);
    }

    @Override
    public Plan<Change> plan(ArchiveFolders found) {
        if ((directory + "/").startsWith(spec.instance(side).dataDirectory() + "/")) {
            return blocked("it lies in the data directory, which is copied to standbys");
        }
        for (Folder folder : found.existing()) {
            if (!folder.directory()) {
                return blocked(folder.path() + " is not a directory");
            }
            if (!folder.path().equals(directory) && !folder.passableForPostgres()) {
                return blocked("the user postgres cannot pass %s (%s, mode %s)"
                        .formatted(folder.path(), folder.owner(), folder.mode()));
            }
        }
        if (found.system()
                .filter(system -> !system.equals(spec.systemIdentifier()))
                .isPresent()) {
            return blocked("it holds segments of the database " + found.system().get());
        }
        return found.archive()
                .map(this::closed)
                .orElseGet(() -> new Plan.Needed<>(
                        new Change(directory, found.missing(), null, null),
                        "make the archive's folder " + directory,
                        effect(null)));
    }

    private Plan<Change> closed(Folder archive) {
        if (archive.closed()) {
            return new Plan.InPlace<>();
        }
        return archive.empty() || archive.owner().equals(ArchiveFolders.OWNER)
                ? new Plan.Needed<>(
                        new Change(directory, List.of(), archive.owner(), archive.mode()),
                        "keep the archive's folder %s for postgres alone".formatted(directory),
                        effect("%s, mode %s".formatted(archive.owner(), archive.mode())))
                : blocked("it belongs to %s and is not empty".formatted(archive.owner()));
    }

    private Plan<Change> blocked(String why) {
        return new Plan.Blocked<>(ProblemType.ARCHIVE_DIRECTORY_UNUSABLE, directory + ": " + why);
    }

    private Effect effect(@Nullable String before) {
        return new Effect(Effect.Kind.DIRECTORY, side(), directory, before, ArchiveFolders.OWNER + ", mode 700");
    }

    /// What is missing above it is made too, for root.
    @Override
    public void apply(Target target, Change change) {
        target.on(side).files().makeDirectory(ArchiveFolders.OWNER, "700", change.directory());
    }

    @Override
    public Undo undo(Target target, Change change) {
        ArchiveFolders found = ArchiveFolders.read(target.on(side).ssh(), directory);
        String owner = change.owner();
        String mode = change.mode();
        if (owner == null || mode == null) {
            return removed(target, found, change.made());
        }
        if (found.archive().filter(Folder::closed).isEmpty()) {
            return new Undo.PutBack(directory + " is not as we made it");
        }
        if (!found.archive().get().empty() && !owner.equals(ArchiveFolders.OWNER)) {
            return new Undo.Kept(directory + " is not empty");
        }
        target.on(side).files().makeDirectory(owner, mode, directory);
        return new Undo.PutBack("gave %s owner %s and mode %s again".formatted(directory, owner, mode));
    }

    private Undo removed(Target target, ArchiveFolders found, List<String> made) {
        if (found.archive().filter(archive -> !archive.empty()).isPresent()) {
            return new Undo.Kept(directory + " is not empty");
        }
        List<String> left = found.existing().stream()
                .map(Folder::path)
                .filter(made::contains)
                .toList();
        if (!left.isEmpty()) {
            List<String> words = new ArrayList<>(List.of("rmdir", "--ignore-fail-on-non-empty", "--"));
            words.addAll(left.reversed());
            target.on(side).ssh().output(RemoteCommand.of(words).as("root").changing());
        }
        return new Undo.PutBack("removed " + directory);
    }

    @Override
    public Class<Change> changeType() {
        return Change.class;
    }
}
