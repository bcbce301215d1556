package io.understudy.standby;

import io.understudy.problem.ProblemType;
import io.understudy.ssh.SshSession;
import io.understudy.ssh.SudoPassword;
import io.understudy.ssh.SudoRights;
import io.understudy.step.Node;
import io.understudy.step.PreflightCheck;
import io.understudy.step.Side;
import io.understudy.step.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// sudo lets the login user run everything that the procedure runs as somebody else on this host.
public final class CheckSudo implements PreflightCheck {
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
        Node node = target.on(side);
        return findings(node.ssh(), Map.of("root", programs(node, "root"), "postgres", programs(node, "postgres")));
    }

    /// Whether sudo lets the login user run these.
    ///
    /// @param programs by the user to run them as
    public static List<Finding> findings(SshSession ssh, Map<String, List<String>> programs) {
        String limit = "%d programs"
                .formatted(programs.values().stream().mapToInt(List::size).sum());
        List<String> denied = new ArrayList<>();
        SudoPassword password = SudoPassword.NOT_NEEDED;
        for (String user : programs.keySet().stream().sorted().toList().reversed()) {
            SudoRights allowed = ssh.sudoRights(user, programs.getOrDefault(user, List.of()));
            List<String> refused = programs.getOrDefault(user, List.of()).stream()
                    .filter(program -> !allowed.allowed().contains(program))
                    .map(program -> program + " as " + user)
                    .toList();
            if (!refused.isEmpty()) {
                password = allowed.password();
                denied.addAll(refused);
            }
        }
        if (denied.isEmpty()) {
            return List.of(Finding.ok("all allowed", limit));
        }
        String sentence = "does not let %s run %s".formatted(ssh.user(), String.join(", ", denied));
        String value = "%d refused".formatted(denied.size());
        return List.of(
                switch (password) {
                    case MISSING ->
                        Finding.blocking(
                                ProblemType.SUDO_PASSWORD_NEEDED,
                                value,
                                limit,
                                "the host has no sudo credential, and without a password sudo " + sentence);
                    case WRONG ->
                        Finding.blocking(
                                ProblemType.SUDO_PASSWORD_NEEDED,
                                value,
                                limit,
                                "sudo does not take the password of the host's sudo credential, and " + sentence);
                    case NOT_NEEDED, ACCEPTED ->
                        Finding.blocking(ProblemType.SUDO_DENIED, value, limit, "sudo " + sentence);
                });
    }

    private List<String> programs(Node node, String user) {
        return rights.stream()
                .filter(right -> right.user().equals(user))
                .map(right -> user.equals("postgres") ? node.instance().program(right.program()) : right.program())
                .toList();
    }
}
