package io.understudy.ssh;

import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.secret.Secret;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Running a command as another user.
final class Sudo {
    /// Takes the password from the first line of stdin and leaves the rest to the command. sudo asks its
    /// askpass program only when the rule at hand wants a password; that program is `cat`, and the prompt it is
    /// started with names a pipe of this shell. So the password is in no argument, no environment and no file,
    /// and under a NOPASSWD rule nobody reads it. (`sudo -S` would leave it on the command's stdin then, and a
    /// cached `sudo -v` does not work on hosts that cache nothing.) The inner shell must outlive sudo: what it
    /// is replaced by could not open the pipe.
    private static final String WITH_PASSWORD = """
            IFS= read -r password
            { printf '%s\\n' "$password" | SUDO_ASKPASS=/bin/cat sh -c '
                exec 8<&0 0<&9 9<&-
                sudo -A -p "/proc/$$/fd/8" -u "$@"
                exit $?
              ' understudy-sudo "$@"; } 9<&0
            """;

    /// Prints a [SudoPassword], then the programs that may be run. A wrong password is tried once, not once for
    /// each program, because some hosts lock an account after a few. Where some rules want a password that we do
    /// not have, sudo lists what they allow all the same: then only a call tells, so each program is asked for its
    /// version. One rule for everything, the last because that one counts (sudoers(5)), needs no asking.
    private static final String ASK = """
            user=$1; shift
            password=; IFS= read -r password
            asked() {
              printf '%s\\n' "$password" | SUDO_ASKPASS=/bin/cat sh -c '
                  exec 8<&0 0</dev/null
                  sudo -A -p "/proc/$$/fd/8" "$@" >/dev/null 2>&1
                  exit $?
                ' understudy-sudo "$@"
            }
            may() { asked -l -u "$user" "$1"; }
            if sudo -n -v >/dev/null 2>&1; then
              echo NOT_NEEDED
              may() { sudo -n -l -u "$user" "$1" >/dev/null 2>&1; }
              if sudo -n -l 2>/dev/null | tail -n 1 | grep -Eqx ' *[(]ALL( : ALL)?[)] NOPASSWD: ALL'; then
                may() { true; }
              fi
            elif [ "$password" ] && asked -v; then
              echo ACCEPTED
            else
              if [ "$password" ]; then echo WRONG; else echo MISSING; fi
              may() {
                said=$(sudo -n -u "$user" "$1" --version 2>&1 >/dev/null </dev/null) || case $said in
                  *'a password is required'* | *'command not found'* | *orry,* | *'not allowed'* | *'not in the sudoers'*) return 1 ;;
                esac
              }
            fi
            for program; do
              if may "$program"; then printf '%s\\n' "$program"; fi
            done
            """;

    private static final Pattern NO_GOOD_PASSWORD = Pattern.compile(
            "^sudo: (a password is required|a terminal is required|no password was provided|[0-9]+ incorrect password)",
            Pattern.MULTILINE);

    private static final Pattern REFUSED = Pattern.compile(
            "^(sudo: (sorry, you must have a tty|account validation failure|PAM account management error|no valid sudoers)"
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

    /// A command that asks, as the login user, what sudo allows; see [SudoRights#of].
    static RemoteCommand asking(String user, List<String> programs, @Nullable Secret password) {
        List<String> argv = Stream.concat(Stream.of("sh", "-c", ASK, "understudy-sudo", user), programs.stream())
                .toList();
        return RemoteCommand.of(argv).withInput(password == null ? "" : password.value() + "\n");
    }

    /// Says whether it was sudo that ended the command, before it ran.
    static Optional<ProblemException> refusal(CommandResult.Exited result, RemoteCommand command, SshLogin login) {
        if (result.status() == 0) {
            return Optional.empty();
        }
        if (NO_GOOD_PASSWORD.matcher(result.stderr()).find()) {
            String sentence = login.sudoPassword() == null
                    ? "without a password, and there is no sudo credential, sudo on %s does not let %s run %s as %s"
                    : "sudo on %s does not take the password given, and so does not let %s run %s as %s";
            return Optional.of(refused(ProblemType.SUDO_PASSWORD_NEEDED, sentence, command, login));
        }
        return REFUSED.matcher(result.stderr()).find()
                ? Optional.of(
                        refused(ProblemType.SUDO_DENIED, "sudo on %s does not let %s run %s as %s", command, login))
                : Optional.empty();
    }

    private static ProblemException refused(ProblemType type, String sentence, RemoteCommand command, SshLogin login) {
        return new ProblemException(
                        type, sentence.formatted(login.hostName(), login.user(), command.program(), command.runAs()))
                .with("host", login.hostName())
                .with("program", command.program());
    }
}
