package io.understudy.rejoin;

import io.understudy.postgres.HbaFile;
import io.understudy.postgres.HostFiles.HostFile;
import io.understudy.postgres.Instance;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.ssh.CommandResult;
import io.understudy.ssh.RemoteCommand;
import io.understudy.standby.StandbyLink;
import io.understudy.step.Effect;
import io.understudy.step.Node;
import io.understudy.step.Plan;
import io.understudy.step.Side;
import io.understudy.step.Step;
import io.understudy.step.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Takes the node back to where the two histories part, and on to the primary's data, by `pg_rewind`.
/// Broken off it is done again from the beginning.
///
/// For that the role may read the primary's files as a client for a while: four functions, one line in
/// `pg_hba.conf`, and a password file on the node. All of it is taken away again at the end.
final class EnsureRewound implements Step.Onward<EnsureRewound.Facts, EnsureRewound.Change> {
    static final String NAME = "ensure-rewound";
    private static final Duration LIMIT = Duration.ofHours(6);
    private static final String PASSFILE = "/var/lib/postgresql/.understudy-rewind";

    private static final List<String> FUNCTIONS = List.of(
            "pg_ls_dir(text, boolean, boolean)",
            "pg_stat_file(text, boolean)",
            "pg_read_binary_file(text)",
            "pg_read_binary_file(text, bigint, bigint, boolean)");

    private final StandbyLink link;

    EnsureRewound(StandbyLink link) {
        this.link = link;
    }

    /// @param runs a server that runs cannot be rewound
    record Facts(Way way, boolean runs) {}

    /// @param line in `pg_hba.conf`, there for the time of the rewind
    record Change(long bytes, String line) {}

    private record Path(String path) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Side side() {
        return Side.STANDBY;
    }

    @Override
    public Facts observe(Target target) {
        return new Facts(
                Way.of(target.primary(), target.standby(), link),
                Stray.of(target.standby(), link).runs());
    }

    @Override
    public Plan<Change> plan(Facts facts) {
        if (!(facts.way() instanceof Way.Diverged diverged)) {
            return new Plan.InPlace<>();
        }
        String data = link.standby().dataDirectory();
        String summary = "rewind %s to %s, and bring it to the primary's data".formatted(data, diverged.fork());
        List<Effect> effects = List.of(new Effect(
                Effect.Kind.DIRECTORY,
                side(),
                data,
                "timeline %d up to %s".formatted(diverged.timeline(), diverged.end()),
                "timeline %d up to %s, then the primary's".formatted(diverged.timeline(), diverged.fork())));
        return facts.runs()
                ? new Plan.Awaited<>(summary + " once it is stopped", ProblemType.PRIMARY_NOT_STOPPED, effects)
                : new Plan.Needed<>(
                        new Change(
                                diverged.bytes(),
                                HbaFile.clientLine("postgres", link.role(), link.standbyAddress(), link.version())),
                        summary,
                        effects);
    }

    /// A checkpoint comes first: until the new primary has made one its control file names the old
    /// timeline, and pg_rewind finds nothing to do.
    @Override
    public void apply(Target target, Change change) {
        Node primary = target.primary();
        primary.psql().change("SET statement_timeout = 0; CHECKPOINT;", Map.of(), Duration.ofMinutes(10));
        access(primary, change.line(), true);
        try {
            target.standby()
                    .files()
                    .write(
                            PASSFILE,
                            new HostFile(
                                    "*:*:*:%s:%s\n"
                                            .formatted(
                                                    link.role(), link.password().value()),
                                    "postgres:postgres",
                                    "600"));
            rewind(target.standby());
        } finally {
            target.standby().files().remove(PASSFILE);
            access(primary, change.line(), false);
        }
    }

    private void access(Node primary, String line, boolean give) {
        String path = primary.psql()
                .row(Path.class, "SELECT current_setting('hba_file') AS path")
                .path();
        HostFile file = primary.files().read(path).orElseThrow();
        HbaFile without = new HbaFile(file.text()).without(line);
        primary.files().write(path, file.withText((give ? without.with(line) : without).text()));
        StringBuilder sql = new StringBuilder("SELECT pg_reload_conf();\n");
        for (String function : FUNCTIONS) {
            sql.append(
                    give
                            ? "GRANT EXECUTE ON FUNCTION pg_catalog.%s TO :\"role\";\n".formatted(function)
                            : "REVOKE EXECUTE ON FUNCTION pg_catalog.%s FROM :\"role\";\n".formatted(function));
        }
        primary.psql().change(sql.toString(), Map.of("role", link.role()));
    }

    private void rewind(Node stray) {
        Instance instance = link.standby();
        RemoteCommand rewind = RemoteCommand.of(
                        instance.program("pg_rewind"),
                        "--target-pgdata=" + instance.dataDirectory(),
                        "--source-server=host=%s port=%d user=%s dbname=postgres passfile=%s application_name=understudy"
                                .formatted(link.primaryAddress(), link.primary().port(), link.role(), PASSFILE))
                .as("postgres")
                .changing()
                .within(LIMIT);
        CommandResult result = stray.ssh().run(rewind);
        if (result instanceof CommandResult.Exited(int status, var _, String stderr) && status != 0) {
            throw new ProblemException(ProblemType.REWIND_FAILED, "pg_rewind: " + stderr.strip());
        }
        stray.ssh().output(rewind, result);
    }

    @Override
    public Class<Change> changeType() {
        return Change.class;
    }
}
