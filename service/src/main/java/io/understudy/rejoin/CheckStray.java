package io.understudy.rejoin;

import io.understudy.postgres.PgControl;
import io.understudy.problem.ProblemType;
import io.understudy.standby.StandbyLink;
import io.understudy.step.PreflightCheck;
import io.understudy.step.Side;
import io.understudy.step.Target;
import java.util.List;

/// The node's data directory holds the cluster's database, running or not.
final class CheckStray implements PreflightCheck {
    private final StandbyLink link;

    CheckStray(StandbyLink link) {
        this.link = link;
    }

    @Override
    public String name() {
        return "check-stray";
    }

    @Override
    public Side side() {
        return Side.STANDBY;
    }

    @Override
    public List<Finding> findings(Target target) {
        String found = PgControl.read(target.standby().ssh(), link.standby()).systemIdentifier();
        String limit = "the database " + link.systemIdentifier();
        return List.of(
                found.equals(link.systemIdentifier())
                        ? Finding.ok("system identifier " + found, limit)
                        : Finding.blocking(
                                ProblemType.SYSTEM_IDENTIFIER_MISMATCH,
                                "system identifier " + found,
                                limit,
                                "the node's data directory holds another database"));
    }
}
