package io.understudy.promotion;

import io.understudy.postgres.Instance;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.ssh.CommandResult;
import io.understudy.ssh.RemoteCommand;
import io.understudy.step.Check;
import io.understudy.step.Node;
import io.understudy.step.Side;
import io.understudy.step.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The primary is really gone. That we cannot reach it says nothing of that: its standbys are asked too,
/// whether it answers them now, and whether anything still comes from it.
final class CheckPrimaryGone implements Check {
    private static final String LIMIT = "a primary that answers nobody";
    /// Exit states of pg_isready: it takes connections, and it answers but takes none, as while it starts.
    private static final int ACCEPTS = 0;

    private static final int REJECTS = 1;

    private final PromotionSpec spec;

    CheckPrimaryGone(PromotionSpec spec) {
        this.spec = spec;
    }

    /// @param at when the last message came, by the standby's clock
    private record Heard(@Nullable String at) {}

    private record Answer(boolean standby) {}

    @Override
    public String name() {
        return "check-primary-gone";
    }

    @Override
    public Side side() {
        return Side.PRIMARY;
    }

    @Override
    public List<Finding> look(Target target) {
        List<String> alive = new ArrayList<>();
        if (spec.risk().primaryReachable() && takesConnections(target.primary())) {
            alive.add("it takes connections on its own host");
        }
        Stream.concat(Stream.of(target.standby()), target.siblings().stream())
                .flatMap(standby -> seenFrom(standby).stream())
                .forEach(alive::add);
        return List.of(finding(alive, spec.risk()));
    }

    private static boolean takesConnections(Node primary) {
        try {
            return !primary.psql()
                    .row(Answer.class, "SELECT pg_is_in_recovery() AS standby")
                    .standby();
        } catch (ProblemException silent) {
            return false;
        }
    }

    private List<String> seenFrom(Node standby) {
        try {
            List<Heard> before = heard(standby);
            Instance primary = spec.forth().primary();
            CommandResult ready = standby.ssh()
                    .run(RemoteCommand.of(
                            primary.program("pg_isready"),
                            "-h",
                            spec.forth().primaryAddress(),
                            "-p",
                            Integer.toString(primary.port()),
                            "-t",
                            "3"));
            if (ready instanceof CommandResult.Exited(int status, var _, var _)
                    && (status == ACCEPTS || status == REJECTS)) {
                return List.of("it answers " + standby.host());
            }
            List<Heard> after = heard(standby);
            return after.isEmpty() || after.equals(before) ? List.of() : List.of("it sends to " + standby.host());
        } catch (ProblemException unknown) {
            return List.of();
        }
    }

    private static List<Heard> heard(Node standby) {
        return standby.psql()
                .rows(
                        Heard.class,
                        "SELECT last_msg_receipt_time::text AS at FROM pg_stat_wal_receiver WHERE status = 'streaming'");
    }

    static Finding finding(List<String> alive, PromotionSpec.Risk risk) {
        if (alive.isEmpty()) {
            return Finding.ok("it answers nobody who could be asked", LIMIT);
        }
        String seen = String.join(", ", alive);
        return risk.acceptSplitBrain()
                ? Finding.warning(
                        ProblemType.PRIMARY_ALIVE, seen, LIMIT, "the primary lives; the request accepts the risk")
                : Finding.blocking(
                        ProblemType.PRIMARY_ALIVE,
                        seen,
                        LIMIT,
                        "the primary lives: a switchover loses nothing, a failover may make a second primary");
    }
}
