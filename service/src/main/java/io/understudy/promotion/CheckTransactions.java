package io.understudy.promotion;

import io.understudy.problem.ProblemType;
import io.understudy.step.PreflightCheck;
import io.understudy.step.Side;
import io.understudy.step.Target;
import java.util.List;

/// No long transaction is under way: the stop rolls it back, and hours of work with it.
final class CheckTransactions implements PreflightCheck {
    private static final int LONG_SECONDS = 60;

    record Facts(int sessions, int oldestSeconds) {}

    @Override
    public String name() {
        return "check-transactions";
    }

    @Override
    public Side side() {
        return Side.PRIMARY;
    }

    @Override
    public List<Finding> findings(Target target) {
        return List.of(finding(target.primary().psql().row(Facts.class, """
                SELECT count(*) AS sessions,
                       coalesce(max(extract(epoch FROM now() - xact_start)), 0)::int AS oldest_seconds
                  FROM pg_stat_activity
                 WHERE xact_start < now() - interval '%d s' AND pid <> pg_backend_pid() AND client_port IS NOT NULL
                """.formatted(LONG_SECONDS))));
    }

    static Finding finding(Facts facts) {
        String limit = "none older than %d s".formatted(LONG_SECONDS);
        return facts.sessions() == 0
                ? Finding.ok("none", limit)
                : Finding.warning(
                        ProblemType.LONG_TRANSACTION,
                        "%d, the oldest for %d s".formatted(facts.sessions(), facts.oldestSeconds()),
                        limit,
                        "the stop rolls back what they have done");
    }
}
