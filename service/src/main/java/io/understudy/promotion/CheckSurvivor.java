package io.understudy.promotion;

import io.understudy.problem.ProblemType;
import io.understudy.step.PreflightCheck;
import io.understudy.step.Side;
import io.understudy.step.Target;
import java.util.List;

/// The target is a standby of this very database, and replays. That it receives nothing is why it is to
/// take over.
final class CheckSurvivor implements PreflightCheck {
    private final PromotionSpec spec;

    CheckSurvivor(PromotionSpec spec) {
        this.spec = spec;
    }

    record Facts(boolean standby, String systemIdentifier, boolean paused) {}

    @Override
    public String name() {
        return "check-survivor";
    }

    @Override
    public Side side() {
        return Side.STANDBY;
    }

    @Override
    public List<Finding> findings(Target target) {
        return List.of(
                finding(spec.forth().systemIdentifier(), target.standby().psql().row(Facts.class, """
                SELECT pg_is_in_recovery() AS standby, system_identifier::text,
                       CASE WHEN pg_is_in_recovery() THEN %s ELSE false END AS paused
                  FROM pg_control_system()
                """.formatted(
                                spec.version().replayPaused()))));
    }

    static Finding finding(String systemIdentifier, Facts facts) {
        String limit = "a standby of %s that replays".formatted(systemIdentifier);
        if (!facts.systemIdentifier().equals(systemIdentifier)) {
            return Finding.blocking(
                    ProblemType.SYSTEM_IDENTIFIER_MISMATCH,
                    "system identifier " + facts.systemIdentifier(),
                    limit,
                    "another database answers on the target's port");
        }
        if (!facts.standby()) {
            return Finding.blocking(ProblemType.ROLE_CHANGED, "takes writes", limit, "the target is no standby");
        }
        return facts.paused()
                ? Finding.blocking(
                        ProblemType.REPLAY_PAUSED, "replay is paused", limit, "somebody paused the target's replay")
                : Finding.ok("a standby", limit);
    }
}
