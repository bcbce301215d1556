package io.understudy.standby;

import io.understudy.problem.ProblemType;
import io.understudy.step.Node;
import io.understudy.step.PreflightCheck;
import io.understudy.step.Side;
import io.understudy.step.Target;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

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
        List<String> denied = Stream.of("root", "postgres")
                .flatMap(user -> denied(node, user))
                .toList();
        return List.of(finding(node.ssh().user(), rights.size(), denied));
    }

    private Stream<String> denied(Node node, String user) {
        List<String> programs = rights.stream()
                .filter(right -> right.user().equals(user))
                .map(right -> user.equals("postgres") ? node.instance().program(right.program()) : right.program())
                .toList();
        List<String> allowed = node.ssh().sudoRights(user, programs).allowed();
        return programs.stream().filter(program -> !allowed.contains(program)).map(program -> program + " as " + user);
    }

    private static Finding finding(String user, int asked, List<String> denied) {
        String limit = "%d programs".formatted(asked);
        return denied.isEmpty()
                ? Finding.ok("all allowed", limit)
                : Finding.blocking(
                        ProblemType.SUDO_DENIED,
                        "%d refused".formatted(denied.size()),
                        limit,
                        "sudo does not let %s run %s".formatted(user, String.join(", ", denied)));
    }
}
