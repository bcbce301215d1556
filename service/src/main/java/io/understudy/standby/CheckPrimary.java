package io.understudy.standby;

import io.understudy.problem.ProblemType;
import io.understudy.step.PreflightCheck;
import io.understudy.step.Side;
import io.understudy.step.Target;
import java.util.List;

/// What answers as the primary is one, and is the database that the cluster is about.
public final class CheckPrimary implements PreflightCheck {
    private final StandbyLink link;

    public CheckPrimary(StandbyLink link) {
        this.link = link;
    }

    record Facts(boolean inRecovery, String systemIdentifier) {}

    @Override
    public String name() {
        return "check-primary";
    }

    @Override
    public Side side() {
        return Side.PRIMARY;
    }

    @Override
    public List<Finding> findings(Target target) {
        return List.of(finding(link.systemIdentifier(), target.primary().psql().row(Facts.class, """
                SELECT pg_is_in_recovery() AS in_recovery, system_identifier::text FROM pg_control_system()
                """)));
    }

    static Finding finding(String systemIdentifier, Facts facts) {
        String limit = "a primary with system identifier " + systemIdentifier;
        if (!facts.systemIdentifier().equals(systemIdentifier)) {
            return Finding.blocking(
                    ProblemType.SYSTEM_IDENTIFIER_MISMATCH,
                    "system identifier " + facts.systemIdentifier(),
                    limit,
                    "another database answers on the primary's port");
        }
        return facts.inRecovery()
                ? Finding.blocking(
                        ProblemType.NOT_A_PRIMARY,
                        "in recovery",
                        limit,
                        "the instance is a standby now, or is being restored")
                : Finding.ok("a primary", limit);
    }
}
