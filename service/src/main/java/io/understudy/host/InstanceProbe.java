package io.understudy.host;

import io.understudy.ssh.CommandResult;
import io.understudy.ssh.RemoteCommand;
import io.understudy.ssh.SshSession;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Looks at one instance as root, with little more than `find`: data directories are closed to everybody else,
/// and neither has a server to run nor any program of the instance's version to be installed.
final class InstanceProbe {
    private static final Duration COUNTING = Duration.ofSeconds(3);

    /// Names that a fresh `initdb` does not make: databases and relations with a number from 16384 up.
    private static final String MADE_BY_SOMEBODY =
            ".*/(1638[4-9]|1639[0-9]|16[4-9][0-9]{2}|1[7-9][0-9]{3}|[2-9][0-9]{4}|[0-9]{6,})([_.][^/]*)?";

    private static final String NO_DIRECTORY = "the data directory does not exist";
    private static final String NO_CONTROL_FILE = "the data directory has no global/pg_control";

    private final SshSession ssh;
    private final ExecutorService tasks;
    private final Unknowns unknowns;
    private final String pointer;

    InstanceProbe(SshSession ssh, ExecutorService tasks, Unknowns unknowns, String pointer) {
        this.ssh = ssh;
        this.tasks = tasks;
        this.unknowns = unknowns;
        this.pointer = pointer;
    }

    InstanceFacts look(ConfiguredInstance configured, @Nullable String binDirectory) {
        String directory = configured.dataDirectory();
        Future<@Nullable Boolean> pristine = tasks.submit(() -> pristine(directory));
        Future<@Nullable Long> size = tasks.submit(() -> sizeBytes(directory));
        DataDirectoryFacts files =
                unknowns.ask(() -> files(directory), at("/role"), at("/running"), at("/systemIdentifier"), at("/disk"));
        Boolean running = files == null ? null : isRunning(files);
        return new InstanceFacts(
                configured.major(),
                configured.name(),
                InstanceLayout.DEBIAN,
                unknowns.found(at("/port"), port(configured, files, running), "the configuration names no port"),
                directory,
                configured.configDirectory(),
                binDirectory,
                configured.unit(),
                running,
                role(files, running),
                files == null
                        ? null
                        : unknowns.found(at("/systemIdentifier"), files.systemIdentifier(), NO_CONTROL_FILE),
                HostProbe.await(pristine),
                HostProbe.await(size),
                files == null ? null : unknowns.found(at("/disk"), files.disk(), NO_DIRECTORY));
    }

    private DataDirectoryFacts files(String directory) {
        RemoteCommand find = RemoteCommand.of(
                        "find",
                        "-H",
                        directory,
                        directory + "/postmaster.pid",
                        directory + "/standby.signal",
                        directory + "/recovery.conf",
                        directory + "/global/pg_control",
                        directory + "/postgresql.auto.conf",
                        "-maxdepth",
                        "0",
                        "-printf",
                        "== %f %y\\n",
                        "(",
                        "-type",
                        "d",
                        "-exec",
                        "df",
                        "-B1",
                        "--output=fstype,size,avail,target",
                        "{}",
                        ";",
                        "-o",
                        "-name",
                        "postmaster.pid",
                        "-exec",
                        "cat",
                        "{}",
                        ";",
                        "-o",
                        "-name",
                        "postgresql.auto.conf",
                        "-exec",
                        "grep",
                        "^port",
                        "{}",
                        ";",
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
                        "-exec",
                        "od",
                        "-An",
                        "-td4",
                        "-j16",
                        "-N4",
                        "{}",
                        ";",
                        ")")
                .as("root");
        return DataDirectoryFacts.parse(printed(find));
    }

    /// The number in `postmaster.pid` may be a dead server's that another process has now.
    private @Nullable Boolean isRunning(DataDirectoryFacts files) {
        Long pid = files.postmaster();
        if (pid == null) {
            return false;
        }
        RemoteCommand program = RemoteCommand.of("find", "/proc/" + pid + "/exe", "-maxdepth", "0", "-printf", "%l")
                .as("root");
        return unknowns.ask(
                () -> printed(program).matches("(?s).*/(postgres|postmaster)( \\(deleted\\))?"), at("/running"));
    }

    private InstanceRole role(@Nullable DataDirectoryFacts files, @Nullable Boolean running) {
        if (files == null || running == null) {
            return InstanceRole.UNKNOWN;
        }
        if (!running) {
            return InstanceRole.STOPPED;
        }
        InstanceRole role = files.runningRole();
        if (role == InstanceRole.UNKNOWN) {
            unknowns.add(at("/role"), "its server is starting, stopping or recovering");
        }
        return role;
    }

    private static @Nullable Integer port(
            ConfiguredInstance configured, @Nullable DataDirectoryFacts files, @Nullable Boolean running) {
        if (files == null) {
            return configured.port();
        }
        files.autoSettings().forEach(configured::take);
        return Boolean.TRUE.equals(running) && files.listeningPort() != null
                ? files.listeningPort()
                : configured.port();
    }

    private @Nullable Boolean pristine(String directory) {
        RemoteCommand find = RemoteCommand.of(
                        "find",
                        "-H",
                        directory + "/base",
                        "-mindepth",
                        "1",
                        "-maxdepth",
                        "2",
                        "-regextype",
                        "posix-extended",
                        "-regex",
                        MADE_BY_SOMEBODY,
                        "-printf",
                        "%P",
                        "-quit")
                .as("root");
        return unknowns.ask(() -> ssh.output(find).isEmpty(), at("/pristine"));
    }

    private @Nullable Long sizeBytes(String directory) {
        RemoteCommand count =
                RemoteCommand.of("du", "-s", "-B1", directory).as("root").within(COUNTING);
        return unknowns.ask(
                () -> {
                    String bytes = printed(count).replaceFirst("(?s)\\s.*", "");
                    return unknowns.found(at("/sizeBytes"), bytes.isEmpty() ? null : Long.valueOf(bytes), NO_DIRECTORY);
                },
                at("/sizeBytes"));
    }

    private String at(String member) {
        return pointer + member;
    }

    /// What was printed, though some file was not there: files of a live server come and go.
    private String printed(RemoteCommand command) {
        CommandResult result = ssh.run(command);
        return result instanceof CommandResult.Exited exited && exited.status() == 1
                ? exited.stdout()
                : ssh.output(command, result);
    }
}
