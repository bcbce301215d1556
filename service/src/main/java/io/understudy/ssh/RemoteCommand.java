package io.understudy.ssh;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A command for a host, as words. It runs in `/` with `LC_ALL=C`, so that what it prints can be parsed; a
/// program that derives something lasting from its locale (`initdb`, `pg_createcluster`) has to be given that
/// locale as an option.
///
/// @param argv the program and its arguments; never a secret, because every user of the host can read them
/// @param stdin sent as UTF-8; secrets may travel here
/// @param timeout from the start to the end of the command
/// @param runAs the user to run it as, through sudo; null for the login user
/// @param fenced whether it changes the host, and so runs under the host's fence
public record RemoteCommand(
        List<String> argv,
        String stdin,
        Duration timeout,
        @Nullable String runAs,
        boolean fenced) {
    private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(30);

    public RemoteCommand {
        argv = List.copyOf(argv);
        if (argv.isEmpty() || !argv.getFirst().matches("[A-Za-z0-9_./+][A-Za-z0-9_./+@:-]*")) {
            throw new IllegalArgumentException("the first word of a remote command is a program: " + argv);
        }
        if (argv.stream().anyMatch(word -> word.indexOf('\0') >= 0)) {
            throw new IllegalArgumentException("a word cannot hold NUL: " + argv.getFirst());
        }
        if (runAs != null && !SshLogin.isUser(runAs)) {
            throw new IllegalArgumentException("not a user name: " + runAs);
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("a command needs time: " + timeout);
        }
    }

    /// A command that reads, as the login user, without input, for at most 30 s.
    public static RemoteCommand of(String... argv) {
        return of(List.of(argv));
    }

    public static RemoteCommand of(List<String> argv) {
        return new RemoteCommand(argv, "", USUAL_TIMEOUT, null, false);
    }

    /// The same as another user, through sudo unless that is the login user.
    public RemoteCommand as(String user) {
        return new RemoteCommand(argv, stdin, timeout, user, fenced);
    }

    public RemoteCommand withInput(String input) {
        return new RemoteCommand(argv, input, timeout, runAs, fenced);
    }

    public RemoteCommand within(Duration limit) {
        return new RemoteCommand(argv, stdin, limit, runAs, fenced);
    }

    /// The same as a change: it runs only while no newer owner of the work has been here, and never beside
    /// another change.
    public RemoteCommand changing() {
        return new RemoteCommand(argv, stdin, timeout, runAs, true);
    }

    /// The program's name without its folder.
    public String program() {
        return argv.getFirst().substring(argv.getFirst().lastIndexOf('/') + 1);
    }

    /// SSH hands one string to the login user's shell; this is the only place where that string is made.
    ///
    /// @param before words that run this command, such as sudo with its options
    String line(List<String> before) {
        return Stream.concat(before.stream(), argv.stream())
                .map(RemoteCommand::quote)
                .collect(Collectors.joining(" ", "cd / && exec env LC_ALL=C ", ""));
    }

    private static String quote(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
