package io.understudy.promotion;

import io.understudy.postgres.Lsn;
import io.understudy.problem.ProblemType;
import io.understudy.step.PreflightCheck;
import io.understudy.step.Side;
import io.understudy.step.Target;
import java.util.List;

/// What the target has not replayed yet is little: it is what the stop of the primary waits for.
final class CheckLag implements PreflightCheck {
    private final PromotionSpec spec;

    CheckLag(PromotionSpec spec) {
        this.spec = spec;
    }

    private record Place(Lsn lsn) {}

    @Override
    public String name() {
        return "check-lag";
    }

    @Override
    public Side side() {
        return Side.STANDBY;
    }

    /// The target is read first, so the difference is never too small.
    @Override
    public List<Finding> findings(Target target) {
        Lsn replayed = place(
                target,
                Side.STANDBY,
                "coalesce(%s, '0/0')".formatted(spec.version().replayedLsn()));
        Lsn written = place(target, Side.PRIMARY, spec.version().currentLsn());
        return List.of(finding(written.bytesAheadOf(replayed), spec.maxLagBytes()));
    }

    private static Lsn place(Target target, Side side, String function) {
        return target.on(side)
                .psql()
                .row(Place.class, "SELECT %s AS lsn".formatted(function))
                .lsn();
    }

    static Finding finding(long lagBytes, long maxLagBytes) {
        String value = lagBytes + " bytes";
        String limit = "at most %d bytes".formatted(maxLagBytes);
        return lagBytes <= maxLagBytes
                ? Finding.ok(value, limit)
                : Finding.blocking(ProblemType.LAG_TOO_LARGE, value, limit, "the target is too far behind the primary");
    }
}
