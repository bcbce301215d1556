package io.understudy.setup;

import io.understudy.postgres.Instance;
import io.understudy.postgres.Psql;
import io.understudy.problem.ProblemException;
import io.understudy.ssh.CommandResult;
import io.understudy.ssh.RemoteCommand;
import io.understudy.ssh.SshSession;
import io.understudy.step.Node;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What lies where a data directory is, or is to be. The check that decides about it and the steps that act on it read
/// it
/// here, so that they see the same.
///
/// @param mountPoint such a directory cannot be renamed
/// @param database present when it is a data directory of PostgreSQL
/// @param server present while a server runs on it
/// @param mark what [#MARK] holds, without the line's end
record DataDirectory(
        String path,
        Content content,
        boolean mountPoint,
        Optional<Database> database,
        Optional<Server> server,
        Optional<String> mark) {
    /// A file that says whose copy a directory holds, or which setup has stopped the unused instance in it.
    static final String MARK = "understudy-copy";

    private static final String OID_OF_FIRST_USER_OBJECT = "16384";

    /// Whether somebody has put anything into the server that would be missed. Temporary schemas have names of the
    /// system.
    /// A port of NULL marks the server's own processes, in every version.
    private static final String PRISTINE = """
            SELECT NOT pg_is_in_recovery()
               AND NOT EXISTS (SELECT FROM pg_database WHERE datname NOT IN ('postgres', 'template0', 'template1'))
               AND NOT EXISTS (SELECT FROM pg_class WHERE oid >= :first)
               AND NOT EXISTS (SELECT FROM pg_proc WHERE oid >= :first)
               AND NOT EXISTS (SELECT FROM pg_namespace WHERE oid >= :first AND nspname NOT LIKE 'pg\\_%')
               AND NOT EXISTS (SELECT FROM pg_largeobject_metadata)
               AND NOT EXISTS (SELECT FROM pg_roles WHERE oid >= :first)
               AND NOT EXISTS (SELECT FROM pg_tablespace WHERE oid >= :first)
               AND NOT EXISTS (SELECT FROM pg_prepared_xacts)
               AND NOT EXISTS (SELECT FROM pg_replication_slots)
               AND NOT EXISTS (SELECT FROM pg_stat_activity
                                WHERE client_port IS NOT NULL AND application_name <> 'understudy')
               AS pristine
            """;

    enum Content {
        ABSENT,
        EMPTY,
        /// A file, or a directory that holds something.
        SOMETHING;

        boolean vacant() {
            return this != SOMETHING;
        }
    }

    /// @param version as in `PG_VERSION`, for example `9.6`
    /// @param systemIdentifier absent when there is no control file, as in a copy that was broken off
    /// @param standby whether a server started on it would follow another one
    record Database(String version, Optional<String> systemIdentifier, boolean standby) {}

    /// @param pristine just as the package made it: a primary without anything of a user, and no other session open;
    /// false
    /// also when the server could not be asked
    record Server(int port, boolean pristine) {}

    private record Answer(boolean pristine) {}

    /// A standby, running or not, of the database with this system identifier.
    boolean isStandbyOf(String systemIdentifier) {
        return database.filter(Database::standby)
                .flatMap(Database::systemIdentifier)
                .filter(systemIdentifier::equals)
                .isPresent();
    }

    /// The unused instance of the package, which the setup of this label found running: nothing in it could be missed.
    boolean unusedFor(String label) {
        return mark.filter(unused(label)::equals).isPresent();
    }

    static String unused(String label) {
        return "unused, stopped by " + label;
    }

    static DataDirectory read(Node node) {
        String path = node.instance().dataDirectory();
        Map<String, String> found = look(node.ssh(), path);
        String top = found.get("");
        Content content = top == null ? Content.ABSENT : top.endsWith("empty\n") ? Content.EMPTY : Content.SOMETHING;
        boolean standby = found.containsKey("/standby.signal") || found.containsKey("/recovery.conf");
        Optional<Database> database = Optional.ofNullable(found.get("/PG_VERSION"))
                .map(version -> new Database(
                        version.strip(),
                        Optional.ofNullable(found.get("/global/pg_control")).map(String::strip),
                        standby));
        return new DataDirectory(
                path,
                content,
                top != null && top.startsWith("on " + path + "\n"),
                database,
                Optional.ofNullable(found.get("/postmaster.pid")).flatMap(lock -> server(node, path, lock, standby)),
                Optional.ofNullable(found.get("/" + MARK)).map(String::strip));
    }

    /// What is there, by its name below the directory. `recovery.conf` is not read: it may hold a password.
    private static Map<String, String> look(SshSession ssh, String path) {
        RemoteCommand find = RemoteCommand.of(
                        "find",
                        "-H",
                        path,
                        path + "/PG_VERSION",
                        path + "/global/pg_control",
                        path + "/standby.signal",
                        path + "/recovery.conf",
                        path + "/postmaster.pid",
                        path + "/" + MARK,
                        "-maxdepth",
                        "0",
                        "-printf",
                        "#%p\\n",
                        "(",
                        "-path",
                        path,
                        "-type",
                        "d",
                        "-exec",
                        "stat",
                        "-c",
                        "on %m",
                        "{}",
                        ";",
                        "-empty",
                        "-printf",
                        "empty\\n",
                        "-o",
                        "-name",
                        "pg_control",
                        "-exec",
                        "od",
                        "-An",
                        "-tu8",
                        "-N8",
                        "{}",
                        ";",
                        "-o",
                        "(",
                        "-name",
                        "PG_VERSION",
                        "-o",
                        "-name",
                        "postmaster.pid",
                        "-o",
                        "-name",
                        MARK,
                        ")",
                        "-exec",
                        "cat",
                        "{}",
                        ";",
                        ")")
                .as("root");
        CommandResult result = ssh.run(find);
        String stdout = result instanceof CommandResult.Exited(int status, String text, String stderr)
                        && status == 1
                        && stderr.lines().allMatch(line -> line.matches(".*: (No such file or|Not a) directory"))
                ? text
                : ssh.output(find, result);
        Map<String, String> found = new HashMap<>();
        for (String part : stdout.split("(?m)^#", -1)) {
            int line = part.indexOf('\n');
            if (line >= path.length()) {
                found.put(part.substring(path.length(), line), part.substring(line + 1));
            }
        }
        return found;
    }

    /// A lock file that was left behind by a crash may name a process that is another program by now, so the process
    /// must
    /// work in this very directory, as a postmaster does.
    ///
    /// @param lock the text of `postmaster.pid`: the process in line 1, the port in line 4
    /// @param standby is never just as the package made it, so it is not asked
    private static Optional<Server> server(Node node, String path, String lock, boolean standby) {
        List<String> lines = lock.lines().map(String::strip).toList();
        if (lines.size() < 4 || !lines.get(0).matches("[0-9]+") || !lines.get(3).matches("[0-9]{1,5}")) {
            return Optional.empty();
        }
        RemoteCommand find = RemoteCommand.of(
                        "find", "-H", path, "/proc/" + lines.get(0) + "/cwd", "-maxdepth", "0", "-printf", "%D:%i\\n")
                .as("root");
        CommandResult result = node.ssh().run(find);
        List<String> inodes = result instanceof CommandResult.Exited(var _, String stdout, var _)
                ? stdout.lines().toList()
                : List.of(node.ssh().output(find, result));
        if (inodes.size() != 2 || !inodes.get(0).equals(inodes.get(1))) {
            return Optional.empty();
        }
        int port = Integer.parseInt(lines.get(3));
        return Optional.of(new Server(port, !standby && isPristine(node, port)));
    }

    private static boolean isPristine(Node node, int port) {
        Instance there = new Instance(
                node.instance().version(),
                node.instance().name(),
                port,
                node.instance().dataDirectory());
        try (Psql psql = new Psql(node.ssh(), there)) {
            return psql.row(Answer.class, PRISTINE.replace(":first", OID_OF_FIRST_USER_OBJECT))
                    .pristine();
        } catch (ProblemException unanswered) {
            return false;
        }
    }
}
