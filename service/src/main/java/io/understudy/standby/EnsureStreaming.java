package io.understudy.standby;

import io.understudy.postgres.Lsn;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.step.Plan;
import io.understudy.step.Side;
import io.understudy.step.Step;
import io.understudy.step.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The standby follows: the primary sends to it, it receives, on the same timeline, and it has replayed
/// what the primary had written a moment ago. The state `streaming` on the primary alone proves nothing for
/// a minute (`wal_sender_timeout`).
public final class EnsureStreaming implements Step.Condition<EnsureStreaming.Facts> {
    private final StandbyLink link;
    /// What the primary had written at the first look: under load a standby is always a little behind the
    /// present.
    private final AtomicReference<@Nullable Lsn> mark = new AtomicReference<>();

    public EnsureStreaming(StandbyLink link) {
        this.link = link;
    }

    /// @param sender `pg_stat_replication.state` of this standby; absent when the primary does not send to it
    /// @param receiver `pg_stat_wal_receiver.status`; absent when there is no walreceiver, or no standby
    /// @param missingBytes between what the primary had written at the first look and what the standby has
    /// replayed
    record Facts(
            @Nullable String sender,
            @Nullable String receiver,
            int primaryTimeline,
            int standbyTimeline,
            long missingBytes) {
        boolean follows() {
            return "streaming".equals(sender)
                    && "streaming".equals(receiver)
                    && primaryTimeline == standbyTimeline
                    && missingBytes <= 0;
        }
    }

    /// @param lsn absent while the upstream is still in recovery itself
    /// @param timeline of the file that it writes: right after a promotion `pg_control` still has the old one
    private record Primary(
            @Nullable Lsn lsn, int timeline, @Nullable String state) {}

    private record Standby(
            Lsn replayed, int timeline, @Nullable String status) {}

    @Override
    public String name() {
        return "ensure-streaming";
    }

    @Override
    public Side side() {
        return Side.STANDBY;
    }

    @Override
    public Facts observe(Target target) {
        Primary primary = target.primary()
                .psql()
                .rows(
                        Primary.class,
                        """
                        SELECT CASE WHEN NOT pg_is_in_recovery() THEN %1$s END AS lsn,
                               CASE WHEN NOT pg_is_in_recovery()
                                    THEN ('x' || substr(%2$s, 1, 8))::bit(32)::int ELSE 0 END AS timeline,
                               (SELECT state FROM pg_stat_replication WHERE application_name = :'name' LIMIT 1) AS state
                        """.formatted(
                                link.version().currentLsn(),
                                link.version().walFileName(link.version().currentLsn())),
                        Map.of("name", link.applicationName()))
                .getFirst();
        mark.compareAndSet(null, primary.lsn());
        Lsn until = mark.get();
        if (until == null) {
            return new Facts(null, null, 0, 0, Long.MAX_VALUE);
        }
        try {
            List<Standby> standby = target.standby().psql().rows(Standby.class, """
                    SELECT coalesce(%s, '0/0') AS replayed, r.received_tli AS timeline, r.status
                      FROM (SELECT 1) one LEFT JOIN pg_stat_wal_receiver r ON true
                    """.formatted(
                            link.version().replayedLsn()));
            Standby s = standby.getFirst();
            return new Facts(
                    primary.state(), s.status(), primary.timeline(), s.timeline(), until.bytesAheadOf(s.replayed()));
        } catch (ProblemException notUp) {
            if (notUp.type() != ProblemType.POSTGRES_UNAVAILABLE) {
                throw notUp;
            }
            return new Facts(primary.state(), null, primary.timeline(), 0, Long.MAX_VALUE);
        }
    }

    @Override
    public Plan<Void> plan(Facts facts) {
        return facts.follows()
                ? new Plan.InPlace<>()
                : new Plan.Awaited<>(
                        "standby follows the primary (which sends %s; it receives %s)"
                                .formatted(
                                        said(facts.sender(), facts.primaryTimeline()),
                                        said(facts.receiver(), facts.standbyTimeline())),
                        ProblemType.NOT_STREAMING);
    }

    private static String said(@Nullable String state, int timeline) {
        return state == null ? "nothing yet" : "%s on timeline %d".formatted(state, timeline);
    }

    @Override
    public Duration settlesWithin() {
        return Duration.ofMinutes(2);
    }
}
