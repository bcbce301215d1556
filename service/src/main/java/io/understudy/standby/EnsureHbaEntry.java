package io.understudy.standby;

import io.understudy.postgres.HbaFile;
import io.understudy.postgres.HostFiles.HostFile;
import io.understudy.postgres.PgVersion;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.step.Effect;
import io.understudy.step.Plan;
import io.understudy.step.Side;
import io.understudy.step.Step;
import io.understudy.step.Target;
import io.understudy.step.Undo;
import java.util.List;
import java.util.Map;

/// A line in the primary's `pg_hba.conf` that lets this standby in, and nobody else, with the strictest method the
/// version has; or another client, by a line of its own.
/// Mistakes in the file are found before anything loads it.
public final class EnsureHbaEntry implements Step<EnsureHbaEntry.Facts, EnsureHbaEntry.Change> {
    private final String address;
    private final String line;
    private final PgVersion version;

    public EnsureHbaEntry(StandbyLink link) {
        this(link.standbyAddress(), line(link), link.version());
    }

    /// @param address whom the line lets in
    public EnsureHbaEntry(String address, String line, PgVersion version) {
        this.address = address;
        this.line = line;
        this.version = version;
    }

    static String line(StandbyLink link) {
        return HbaFile.replicationLine(link.role(), link.standbyAddress(), link.version());
    }

    /// @param errors what the server says is wrong with the file, from 10 on
    public record Facts(String path, HostFile file, List<FileError> errors) {}

    public record FileError(int lineNumber, String error) {}

    public record Change(String path, String line) {}

    private record Path(String path) {}

    @Override
    public String name() {
        return "ensure-hba-entry";
    }

    @Override
    public Side side() {
        return Side.PRIMARY;
    }

    @Override
    public Facts observe(Target target) {
        String path = target.primary()
                .psql()
                .row(Path.class, "SELECT current_setting('hba_file') AS path")
                .path();
        HostFile file = file(target, path);
        List<FileError> errors = version.hbaFileRules()
                ? target.primary()
                        .psql()
                        .rows(
                                FileError.class,
                                "SELECT line_number, error FROM pg_hba_file_rules WHERE error IS NOT NULL")
                : List.of();
        return new Facts(path, file, errors);
    }

    private static HostFile file(Target target, String path) {
        return target.primary()
                .files()
                .read(path)
                .orElseThrow(() -> new ProblemException(
                        ProblemType.REMOTE_COMMAND_FAILED, path + " is named as hba_file and does not exist"));
    }

    @Override
    public Plan<Change> plan(Facts facts) {
        if (!facts.errors().isEmpty()) {
            FileError first = facts.errors().getFirst();
            return new Plan.Blocked<>(
                    ProblemType.HBA_FILE_BROKEN,
                    "%s line %d: %s".formatted(facts.path(), first.lineNumber(), first.error()));
        }
        HbaFile hba = new HbaFile(facts.file().text());
        if (hba.managedLines().contains(line)) {
            return new Plan.InPlace<>();
        }
        return new Plan.Needed<>(
                new Change(facts.path(), line),
                "let %s in: %s".formatted(address, line),
                new Effect(
                        Effect.Kind.FILE,
                        side(),
                        facts.path(),
                        hba.text(),
                        hba.with(line).text()));
    }

    /// Reads the file again: what somebody else wrote since the look must not be lost.
    @Override
    public void apply(Target target, Change change) {
        HostFile file = file(target, change.path());
        target.primary()
                .files()
                .write(
                        change.path(),
                        file.withText(
                                new HbaFile(file.text()).with(change.line()).text()));
    }

    @Override
    public Undo undo(Target target, Change change) {
        HostFile file = file(target, change.path());
        HbaFile hba = new HbaFile(file.text());
        if (hba.managedLines().contains(change.line())) {
            target.primary()
                    .files()
                    .write(
                            change.path(),
                            file.withText(hba.without(change.line()).text()));
        }
        target.primary().psql().change("SELECT pg_reload_conf();", Map.of());
        return new Undo.PutBack("removed the line and reloaded");
    }

    @Override
    public Class<Change> changeType() {
        return Change.class;
    }
}
