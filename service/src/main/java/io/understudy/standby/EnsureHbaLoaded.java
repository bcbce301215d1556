package io.understudy.standby;

import io.understudy.postgres.HbaFile;
import io.understudy.postgres.Instance;
import io.understudy.problem.ProblemType;
import io.understudy.ssh.RemoteCommand;
import io.understudy.step.Effect;
import io.understudy.step.Plan;
import io.understudy.step.Side;
import io.understudy.step.Step;
import io.understudy.step.Target;
import io.understudy.step.Undo;
import java.util.List;
import java.util.Map;

/// Makes the primary read `pg_hba.conf` again when it was written after the server last read its files.
public final class EnsureHbaLoaded implements Step<EnsureHbaLoaded.Facts, EnsureHbaLoaded.Change> {
    private final Instance primary;
    private final String line;

    public EnsureHbaLoaded(StandbyLink link) {
        this(link.primary(), EnsureHbaEntry.line(link));
    }

    /// @param line that the server is to have read
    public EnsureHbaLoaded(Instance primary, String line) {
        this.primary = primary;
        this.line = line;
    }

    /// Both in seconds since 1970 by the host's own clock.
    ///
    /// @param hasLine whether the line that is to be loaded is in the file
    public record Facts(double written, double loaded, boolean hasLine) {}

    public record Change(String path) {}

    private record Loaded(String path, double loaded) {}

    @Override
    public String name() {
        return "ensure-hba-loaded";
    }

    @Override
    public Side side() {
        return Side.PRIMARY;
    }

    @Override
    public Facts observe(Target target) {
        Loaded loaded = target.primary().psql().row(Loaded.class, """
                SELECT current_setting('hba_file') AS path, extract(epoch FROM pg_conf_load_time()) AS loaded
                """);
        String written = target.primary()
                .ssh()
                .output(RemoteCommand.of(
                                "find", loaded.path(), "-maxdepth", "0", "-printf", "%T@\\n", "-exec", "cat", "{}", ";")
                        .as("root"));
        String text = written.substring(written.indexOf('\n') + 1);
        return new Facts(
                Double.parseDouble(written.substring(0, written.indexOf('\n'))),
                loaded.loaded(),
                new HbaFile(text).managedLines().contains(line));
    }

    @Override
    public Plan<Change> plan(Facts facts) {
        Effect reload = new Effect(Effect.Kind.RELOAD, side(), primary.unit(), null, null);
        if (!facts.hasLine()) {
            return new Plan.Awaited<>("reload for pg_hba.conf", ProblemType.STEP_NOT_SETTLED, List.of(reload));
        }
        return facts.written() < facts.loaded()
                ? new Plan.InPlace<>()
                : new Plan.Needed<>(new Change(primary.hbaFile()), "reload for pg_hba.conf", reload);
    }

    @Override
    public void apply(Target target, Change change) {
        target.primary().psql().change("SELECT pg_reload_conf();", Map.of());
    }

    @Override
    public Undo undo(Target target, Change change) {
        return new Undo.PutBack("reloaded with the file as before");
    }

    @Override
    public Class<Change> changeType() {
        return Change.class;
    }
}
