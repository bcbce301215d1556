package io.understudy.promotion;

import io.understudy.problem.ProblemType;
import io.understudy.step.PreflightCheck;
import io.understudy.step.Side;
import io.understudy.step.Target;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The target is a standby of this very database that receives, replays, and is on the primary's timeline.
final class CheckCandidate implements PreflightCheck {
    private final PromotionSpec spec;

    CheckCandidate(PromotionSpec spec) {
        this.spec = spec;
    }

    /// @param status of its walreceiver; absent when there is none
    /// @param received the timeline that it receives; 0 without a walreceiver
    record Facts(
            boolean standby,
            String systemIdentifier,
            boolean paused,
            @Nullable String status,
            int received) {}

    record Primary(int timeline) {}

    @Override
    public String name() {
        return "check-candidate";
    }

    @Override
    public Side side() {
        return Side.STANDBY;
    }

    @Override
    public List<Finding> findings(Target target) {
        Facts facts = target.standby().psql().row(Facts.class, """
                SELECT pg_is_in_recovery() AS standby, c.system_identifier::text,
                       CASE WHEN pg_is_in_recovery() THEN %s ELSE false END AS paused, r.status,
                       coalesce(r.received_tli, 0) AS received
                  FROM pg_control_system() c LEFT JOIN pg_stat_wal_receiver r ON true
                """.formatted(
                        spec.version().replayPaused()));
        Primary primary = target.primary()
                .psql()
                .row(
                        Primary.class,
                        "SELECT ('x' || substr(%s, 1, 8))::bit(32)::int AS timeline"
                                .formatted(spec.version()
                                        .walFileName(spec.version().currentLsn())));
        return List.of(finding(spec.forth().systemIdentifier(), primary.timeline(), facts));
    }

    static Finding finding(String systemIdentifier, int timeline, Facts facts) {
        String limit = "a standby of %s that streams on timeline %d".formatted(systemIdentifier, timeline);
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
        if (facts.paused()) {
            return Finding.blocking(
                    ProblemType.REPLAY_PAUSED, "replay is paused", limit, "somebody paused the target's replay");
        }
        if (!"streaming".equals(facts.status())) {
            return Finding.blocking(
                    ProblemType.STANDBY_NOT_STREAMING,
                    "walreceiver: " + (facts.status() == null ? "none" : facts.status()),
                    limit,
                    "the target receives nothing from the primary");
        }
        return facts.received() == timeline
                ? Finding.ok("streams on timeline " + timeline, limit)
                : Finding.blocking(
                        ProblemType.TIMELINE_MISMATCH,
                        "timeline " + facts.received(),
                        limit,
                        "the target does not follow the primary's timeline");
    }
}
