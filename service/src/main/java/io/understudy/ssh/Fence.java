package io.understudy.ssh;

import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Keeps changes of a host in order, on the host itself: of one work, one at a time, and none of an owner that
/// has been replaced.
///
/// Each work, such as one cluster, has a file `~/.understudy-fence-<work>` in the login user's home. It is
/// locked while a change runs, and holds the token and the turn of the last one. A change with a smaller token
/// belongs to a replica that lost the work. One with the same token and a smaller turn was given up by its own
/// replica while it still waited for the lock. Both are refused. Works know nothing of each other: two clusters
/// may share a host.
///
/// @param work 1 to 64 of a-z, 0-9 and -
/// @param token gives the owner's token, anew for each change
record Fence(String work, LongSupplier token) {
    /// How long a change waits for the one before it.
    static final Duration WAIT = Duration.ofSeconds(60);

    private static final String SAYS = "understudy-fence: ";
    private static final int UNUSABLE = 96;
    private static final int BUSY = 97;
    private static final int REFUSED = 98;
    private static final AtomicLong LAST_TURN = new AtomicLong();

    /// The numbers have a fixed width and are written in place, so a full disk cannot empty the file. The
    /// change does not get the lock's descriptor: a daemon that it leaves behind would hold the lock for ever.
    private static final String SCRIPT = """
            fence=$HOME/.understudy-fence-$4
            refuse() { echo "understudy-fence: $2" >&2; exit "$1"; }
            (umask 077; true 9<>"$fence") || refuse 96 "cannot write $fence"
            exec 9<>"$fence"
            flock -w "$3" 9
            case $? in
              0) ;;
              1) refuse 97 "another change is still running" ;;
              *) refuse 96 "flock does not work" ;;
            esac
            token=0 turn=0
            if [ -s "$fence" ]; then read -r token turn rest <"$fence"; fi
            case $token$turn in ''|*[!0-9]*) refuse 96 "$fence is damaged" ;; esac
            if [ "$token" -gt "$1" ] || { [ "$token" -eq "$1" ] && [ "$turn" -ge "$2" ]; }; then
              refuse 98 "token $token turn $turn was here"
            fi
            printf '%019d %019d\\n' "$1" "$2" 1<>"$fence" || refuse 96 "cannot write $fence"
            shift 4
            "$@" 9<&-
            exit $?
            """;

    Fence {
        if (!work.matches("[a-z0-9-]{1,64}")) {
            throw new IllegalArgumentException("the name of a work is 1 to 64 of a-z, 0-9 and -: " + work);
        }
    }

    /// The words that run what follows them under the fence. Each call asks for the token and takes the next
    /// turn.
    List<String> words() {
        long now = System.currentTimeMillis() * 1000;
        long turn = LAST_TURN.updateAndGet(last -> Math.max(last + 1, now));
        return List.of(
                "sh",
                "-c",
                SCRIPT,
                "understudy-fence",
                Long.toString(token.getAsLong()),
                Long.toString(turn),
                Long.toString(WAIT.toSeconds()),
                work);
    }

    /// What the fence said, when it was the fence that ended the command.
    static Optional<ProblemException> refusal(CommandResult.Exited result, String hostName) {
        if (!result.stderr().startsWith(SAYS)) {
            return Optional.empty();
        }
        String said = result.stderr()
                .substring(result.stderr().lastIndexOf(SAYS) + SAYS.length())
                .strip();
        return switch (result.status()) {
            case REFUSED -> Optional.of(problem(ProblemType.FENCED, "%s refused the change: %s", hostName, said));
            case BUSY -> Optional.of(problem(ProblemType.REMOTE_COMMAND_TIMED_OUT, "On %s %s", hostName, said));
            case UNUSABLE ->
                Optional.of(problem(ProblemType.REMOTE_COMMAND_FAILED, "The fence of %s: %s", hostName, said));
            default -> Optional.empty();
        };
    }

    private static ProblemException problem(ProblemType type, String format, String hostName, String said) {
        return new ProblemException(type, format.formatted(hostName, said)).with("host", hostName);
    }
}
