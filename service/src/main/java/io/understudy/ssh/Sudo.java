package io.understudy.ssh;

import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Running a command as another user.
final class Sudo {
    /// Takes the password from the first line of stdin and leaves the rest to the command. sudo asks its askpass
    /// program only when the rule at hand wants a password; that program is `cat`, and the prompt it is started
    /// with names a pipe of this shell. So the password is in no argument, no environment and no file, and under a
    /// NOPASSWD rule nobody reads it. (`sudo -S` would leave it on the command's stdin then, and a cached `sudo -v`
    /// does not work on hosts that cache nothing.) The inner shell must outlive sudo: what it is replaced by could
    /// not open the pipe.
    private static final String WITH_PASSWORD = """
            IFS= read -r password
            { printf '%s\\n' "$password" | SUDO_ASKPASS=/bin/cat sh -c '
                exec 8<&0 0<&9 9<&-
                sudo -A -p "/proc/$$/fd/8" -u "$@"
                exit $?
              ' understudy-sudo "$@"; } 9<&0
            """;

    private static final Pattern REFUSED = Pattern.compile(
            "^(sudo: (a password is required|a terminal is required|no password was provided|[0-9]+ incorrect password"
                    + "|sorry, you must have a tty|account validation failure|PAM account management error|no valid sudoers)"
                    + "|Sorry, user \\S+ (is not allowed to|may not run)|\\S+ is not (in the sudoers file|allowed to run sudo)"
                    + "|env: .sudo.: No such file)",
            Pattern.MULTILINE);

    private Sudo() {}

    /// The words that run what follows them as `user`.
    static List<String> words(String user, boolean withPassword) {
        return withPassword
                ? List.of("sh", "-c", WITH_PASSWORD, "understudy-sudo", user, "--")
                : List.of("sudo", "-n", "-u", user, "--");
    }

    /// Says whether it was sudo that ended the command, before it ran.
    static Optional<ProblemException> refusal(CommandResult.Exited result, RemoteCommand command, SshLogin login) {
        if (result.status() == 0 || !REFUSED.matcher(result.stderr()).find()) {
            return Optional.empty();
        }
        String detail = "sudo on %s does not let %s run %s as %s"
                .formatted(login.hostName(), login.user(), command.program(), command.runAs());
        return Optional.of(new ProblemException(ProblemType.SUDO_DENIED, detail)
                .with("host", login.hostName())
                .with("program", command.program()));
    }
}
