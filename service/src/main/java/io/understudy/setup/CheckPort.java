package io.understudy.setup;

import io.understudy.problem.ProblemType;
import io.understudy.ssh.CommandResult;
import io.understudy.ssh.RemoteCommand;
import io.understudy.ssh.SshSession;
import io.understudy.step.PreflightCheck;
import io.understudy.step.Side;
import io.understudy.step.Target;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The standby's port is free, or held by the instance that is already at the standby's place.
final class CheckPort implements PreflightCheck {
    private static final Pattern LISTENER = Pattern.compile("(?m)^\\s*(?:\\S+\\s+){7}(\\d+)");

    private final SetupSpec spec;

    CheckPort(SetupSpec spec) {
        this.spec = spec;
    }

    /// @param listener the user whose program listens on the port
    /// @param lock the text of the lock file of PostgreSQL's Unix socket: the process in line 1, the data directory
    /// in line 2
    record Facts(Optional<String> listener, Optional<String> lock) {
        Optional<String> dataDirectory() {
            return lock.flatMap(text -> text.lines().skip(1).findFirst()).map(String::strip);
        }
    }

    @Override
    public String name() {
        return "check-port";
    }

    @Override
    public Side side() {
        return Side.STANDBY;
    }

    @Override
    public List<Finding> findings(Target target) {
        SshSession ssh = target.standby().ssh();
        Facts facts = look(ssh);
        // A lock file that a crash has left behind keeps nobody away.
        boolean stale = facts.listener().isEmpty()
                && facts.lock().filter(lock -> !alive(ssh, lock)).isPresent();
        return List.of(finding(
                spec.standby().port(),
                spec.standby().dataDirectory(),
                stale ? new Facts(Optional.empty(), Optional.empty()) : facts));
    }

    /// The kernel's tables name the port in hexadecimal digits and the listener's user by number; state 0A is LISTEN
    /// (proc(5)).
    private Facts look(SshSession ssh) {
        String socket =
                "/run/postgresql/.s.PGSQL.%d.lock".formatted(spec.standby().port());
        String listening = ":%04X [0-9A-F]*:0000 0A ".formatted(spec.standby().port());
        RemoteCommand find = RemoteCommand.of(
                        "find",
                        "/proc/net/tcp",
                        "/proc/net/tcp6",
                        socket,
                        "-maxdepth",
                        "0",
                        "(",
                        "-name",
                        "*.lock",
                        "-printf",
                        "lock\\n",
                        "-exec",
                        "cat",
                        "{}",
                        ";",
                        "-o",
                        "-exec",
                        "grep",
                        "-h",
                        listening,
                        "{}",
                        ";",
                        ")")
                .as("root");
        CommandResult result = ssh.run(find);
        String found = result instanceof CommandResult.Exited(int status, String stdout, var _) && status == 1
                ? stdout
                : ssh.output(find, result);
        return parse(found);
    }

    static Facts parse(String found) {
        int lock = found.indexOf("lock\n");
        String listeners = lock < 0 ? found : found.substring(0, lock);
        return new Facts(
                LISTENER.matcher(listeners).results().findFirst().map(line -> line.group(1)),
                lock < 0 ? Optional.empty() : Optional.of(found.substring(lock + "lock\n".length())));
    }

    private static boolean alive(SshSession ssh, String lock) {
        String process = lock.lines().findFirst().orElse("").strip();
        return process.matches("[0-9]+")
                && ssh.run(RemoteCommand.of("test", "-d", "/proc/" + process))
                        instanceof CommandResult.Exited(int status, var _, var _)
                && status == 0;
    }

    static Finding finding(int port, String dataDirectory, Facts facts) {
        String limit = "free, or held by the instance in " + dataDirectory;
        Optional<String> holder = facts.dataDirectory();
        if (holder.isEmpty() && facts.listener().isEmpty()) {
            return Finding.ok(port + " is free", limit);
        }
        if (holder.filter(dataDirectory::equals).isPresent()) {
            return Finding.ok(port + " is held by the instance in " + dataDirectory, limit);
        }
        String value = holder.map(other -> "a PostgreSQL server in " + other)
                .orElseGet(() -> "a program of user number " + facts.listener().orElse("?"));
        return Finding.blocking(
                ProblemType.PORT_IN_USE,
                value,
                limit,
                "%s has port %d; ss -ltnp on the host shows it".formatted(value, port));
    }
}
