package io.understudy.standby;

import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.ssh.CommandResult;
import io.understudy.ssh.RemoteCommand;
import io.understudy.ssh.SshSession;
import io.understudy.step.Node;
import io.understudy.step.PreflightCheck;
import io.understudy.step.Side;
import io.understudy.step.Target;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// sudo lets the login user run everything that the procedure runs as somebody else on this host.
public final class CheckSudo implements PreflightCheck {
    /// A rule for everything and without a password. It has to be the last one: of several that match, the last counts
    /// (sudoers(5)).
    private static final Pattern ALL = Pattern.compile("\\s*\\((ALL|ALL : ALL)\\) NOPASSWD: ALL");

    private final Side side;
    private final List<Right> rights;

    /// @param rights what the procedure needs, on either side
    public CheckSudo(Side side, List<Right> rights) {
        this.side = side;
        this.rights =
                rights.stream().filter(right -> right.sides().contains(side)).toList();
    }

    /// A program that is run through sudo, with any arguments.
    ///
    /// @param program as in `PATH`, or for postgres one of PostgreSQL's own, which is called by its whole path
    public record Right(String user, String program, Set<Side> sides) {
        public Right(String user, String program, Side... sides) {
            this(user, program, Set.of(sides));
        }
    }

    @Override
    public String name() {
        return "check-sudo";
    }

    @Override
    public Side side() {
        return side;
    }

    @Override
    public List<Finding> findings(Target target) {
        SshSession ssh = target.on(side).ssh();
        if (ssh.user().equals("root")) {
            return List.of(Finding.ok("the login user is root", "sudo for nothing"));
        }
        return List.of(finding(ssh.user(), rights.size(), mayRunAll(ssh) ? List.of() : denied(target.on(side))));
    }

    static Finding finding(String user, int asked, List<String> denied) {
        String limit = "%d programs".formatted(asked);
        return denied.isEmpty()
                ? Finding.ok("all allowed", limit)
                : Finding.blocking(
                        ProblemType.SUDO_DENIED,
                        "%d refused".formatted(denied.size()),
                        limit,
                        "sudo does not let %s run %s".formatted(user, String.join(", ", denied)));
    }

    private static boolean mayRunAll(SshSession ssh) {
        return ssh.run(RemoteCommand.of("sudo", "-n", "-l"))
                        instanceof CommandResult.Exited(int status, String rules, var _)
                && status == 0
                && grantsAll(rules);
    }

    static boolean grantsAll(String rules) {
        return rules.lines()
                .reduce((_, last) -> last)
                .filter(last -> ALL.matcher(last).matches())
                .isPresent();
    }

    /// Each is really called, because a list of rules does not tell which of them ask for a password. When the first is
    /// refused the others are not tried: with a wrong password each would count as a failed login.
    private List<String> denied(Node node) {
        if (!allowed(node, rights.getFirst())) {
            return List.of(rights.getFirst().program() + " as root (the others were not tried)");
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> answers = rights.stream()
                    .map(right -> threads.submit(() -> allowed(node, right)))
                    .toList();
            return IntStream.range(0, rights.size())
                    .filter(i -> !answer(answers.get(i)))
                    .mapToObj(i ->
                            rights.get(i).program() + " as " + rights.get(i).user())
                    .toList();
        }
    }

    private static boolean answer(Future<Boolean> future) {
        try {
            return future.get();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof ProblemException problem ? problem : new IllegalStateException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    private static boolean allowed(Node node, Right right) {
        String program = right.user().equals("postgres") ? node.instance().program(right.program()) : right.program();
        try {
            node.ssh().run(RemoteCommand.of(program, "--version").as(right.user()));
            return true;
        } catch (ProblemException refused) {
            if (refused.type() != ProblemType.SUDO_DENIED) {
                throw refused;
            }
            return false;
        }
    }
}
