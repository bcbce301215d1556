package io.understudy.setup;

import io.understudy.postgres.PgVersion;
import io.understudy.problem.ProblemType;
import io.understudy.ssh.RemoteCommand;
import io.understudy.step.PreflightCheck;
import io.understudy.step.Side;
import io.understudy.step.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The standby's host has the primary's major version of PostgreSQL and its architecture: data files are good for no
/// other
/// (manual, 27.2.1).
final class CheckVersions implements PreflightCheck {
    private static final String INSTALLED = """
            uname -m
            for server in /usr/lib/postgresql/*/bin/postgres; do
              if [ -x "$server" ]; then "$server" --version; fi
            done
            """;
    private static final Pattern SERVER = Pattern.compile("\\(PostgreSQL\\) (9\\.6|[1-9][0-9])(?:\\.([0-9]+))?");

    private final SetupSpec spec;

    CheckVersions(SetupSpec spec) {
        this.spec = spec;
    }

    /// @param minor 0 for a version that is not released yet
    record Server(String major, int minor) {
        @Override
        public String toString() {
            return major + "." + minor;
        }
    }

    /// @param architecture as `uname -m` prints it
    record Host(String architecture, List<Server> servers) {
        static Host parse(String text) {
            List<Server> servers = SERVER.matcher(text)
                    .results()
                    .map(server -> new Server(
                            server.group(1), server.group(2) == null ? 0 : Integer.parseInt(server.group(2))))
                    .toList();
            return new Host(text.lines().findFirst().orElse("").strip(), servers);
        }
    }

    /// @param number as `server_version_num`, whose last two digits are the minor version
    private record Running(int number) {}

    @Override
    public String name() {
        return "check-versions";
    }

    @Override
    public Side side() {
        return Side.STANDBY;
    }

    @Override
    public List<Finding> findings(Target target) {
        String architecture =
                target.primary().ssh().output(RemoteCommand.of("uname", "-m")).strip();
        Host standby = Host.parse(target.standby().ssh().output(RemoteCommand.of("sh", "-c", INSTALLED)));
        int number = target.primary()
                .psql()
                .row(Running.class, "SELECT current_setting('server_version_num')::int AS number")
                .number();
        return findings(spec.version(), number % 100, architecture, standby);
    }

    /// @param minor of the server that runs on the primary
    static List<Finding> findings(PgVersion version, int minor, String architecture, Host standby) {
        List<Finding> findings = new ArrayList<>();
        findings.add(version(version.toString(), minor, standby.servers()));
        findings.add(
                architecture.equals(standby.architecture())
                        ? Finding.ok(architecture, architecture)
                        : Finding.blocking(
                                ProblemType.ARCHITECTURE_MISMATCH,
                                standby.architecture(),
                                architecture,
                                "data files of one architecture are not readable on another"));
        return findings;
    }

    private static Finding version(String major, int minor, List<Server> servers) {
        String limit = "PostgreSQL " + major;
        if (servers.isEmpty()) {
            return Finding.blocking(
                    ProblemType.POSTGRES_NOT_FOUND, "none", limit, "no PostgreSQL server in /usr/lib/postgresql");
        }
        List<Server> same =
                servers.stream().filter(server -> server.major().equals(major)).toList();
        if (same.isEmpty()) {
            return Finding.blocking(
                    ProblemType.VERSION_MISMATCH, servers.toString(), limit, "install postgresql-" + major);
        }
        return same.getFirst().minor() < minor
                ? Finding.warning(
                        ProblemType.VERSION_MISMATCH,
                        same.getFirst().toString(),
                        "%s.%d".formatted(major, minor),
                        "the standby's minor version is older than the primary's; bring it up to date")
                : Finding.ok(same.getFirst().toString(), "%s.%d".formatted(major, minor));
    }
}
