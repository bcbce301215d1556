package io.understudy.cutover;

import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.ssh.CommandResult;
import io.understudy.ssh.RemoteCommand;
import io.understudy.ssh.SshSession;
import io.understudy.standby.CheckSudo;
import io.understudy.step.Check.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The admin console of a pgbouncer, by `psql` over the socket on its host. Whom pgbouncer runs as may
/// enter by that without a password; on Debian that is `postgres`.
///
/// @param limit for each command
record PgbouncerConsole(SshSession ssh, int port, Duration limit) {
    private static final String USER = "postgres";
    private static final String SOCKETS = "/var/run/postgresql";
    /// What `timeout` of coreutils ends with when it had to end the program.
    private static final int WAS_ENDED = 124;

    private static final Duration SLACK = Duration.ofSeconds(5);

    /// One database as the console shows it.
    ///
    /// @param host empty for a socket
    /// @param connections to the server behind it
    record Pool(String host, int port, boolean paused, int connections) {}

    static PgbouncerConsole of(SshSession ssh, PgbouncerStep asked) {
        return new PgbouncerConsole(ssh, asked.consolePort(), Duration.ofSeconds(asked.timeoutSeconds()));
    }

    /// Whether sudo lets us in to it.
    List<Finding> rights() {
        return CheckSudo.findings(ssh, Map.of(USER, List.of("timeout")));
    }

    /// @throws ProblemException `CUT_OVER_STEP_UNFIT` when it has no such database, `PGBOUNCER_FAILED`
    Pool pool(String database) {
        List<String> lines = said("SHOW DATABASES", false).lines().toList();
        List<String> names = cells(lines.getFirst());
        return lines.stream()
                .skip(1)
                .map(PgbouncerConsole::cells)
                .filter(cells -> cells.getFirst().equals(database))
                .findFirst()
                .map(cells -> pool(names, cells))
                .orElseThrow(() -> new ProblemException(
                        ProblemType.CUT_OVER_STEP_UNFIT,
                        "the pgbouncer on %s, port %d, has no database %s".formatted(ssh.hostName(), port, database)));
    }

    private static List<String> cells(String line) {
        return Arrays.asList(line.split("\\|", -1));
    }

    private static Pool pool(List<String> names, List<String> cells) {
        return new Pool(
                cells.get(names.indexOf("host")),
                Integer.parseInt(cells.get(names.indexOf("port"))),
                cells.get(names.indexOf("paused")).equals("1"),
                Integer.parseInt(cells.get(names.indexOf("current_connections"))));
    }

    void pause(String database) {
        said("PAUSE \"%s\"".formatted(database), true);
    }

    void resume(String database) {
        said("RESUME \"%s\"".formatted(database), true);
    }

    void reload() {
        said("RELOAD", true);
    }

    /// Ended on the host itself, because a PAUSE that goes on waiting without us would keep the host's
    /// fence.
    private String said(String command, boolean changing) {
        List<String> argv = new ArrayList<>(Stream.of("timeout", "--kill-after=5", Long.toString(limit.toSeconds()))
                .toList());
        argv.addAll(List.of("psql", "-XAqw", "-P", "footer=off", "-h", SOCKETS, "-p", Integer.toString(port)));
        argv.addAll(List.of("-U", "pgbouncer", "-d", "pgbouncer", "-c", command));
        RemoteCommand words =
                RemoteCommand.of(argv).as(USER).within(limit.plus(SLACK).plus(SLACK));
        CommandResult result = ssh.run(changing ? words.changing() : words);
        if (result instanceof CommandResult.Exited(int status, String out, String err) && status != 0) {
            throw new ProblemException(
                    ProblemType.PGBOUNCER_FAILED,
                    status == WAS_ENDED
                            ? "%s on %s did not end within %d s".formatted(command, ssh.hostName(), limit.toSeconds())
                            : "%s on %s: %s".formatted(command, ssh.hostName(), firstLine(err)));
        }
        return ssh.output(words, result);
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("no word");
    }
}
