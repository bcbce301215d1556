package io.understudy.promotion;

import io.understudy.problem.ProblemType;
import io.understudy.standby.EnsureFenced;
import io.understudy.step.PreflightCheck;
import io.understudy.step.Side;
import io.understudy.step.Target;
import java.util.List;

/// What the target does not have is nothing, or no more than the request accepts. What nobody can know is
/// said to be unknown.
final class CheckDataLoss implements PreflightCheck {
    private final PromotionSpec spec;

    CheckDataLoss(PromotionSpec spec) {
        this.spec = spec;
    }

    @Override
    public String name() {
        return "check-data-loss";
    }

    @Override
    public Side side() {
        return Side.STANDBY;
    }

    @Override
    public List<Finding> findings(Target target) {
        boolean runs = spec.risk().primaryReachable()
                && EnsureFenced.runs(target.primary(), spec.forth().primary());
        return List.of(finding(MissingWal.look(target, spec), runs, spec.risk()));
    }

    /// @param runs whether the old primary runs: it is stopped first, and then asked again right before
    /// the promotion
    static Finding finding(MissingWal missing, boolean runs, PromotionSpec.Risk risk) {
        String limit = risk.acceptDataLoss()
                ? "at most %d bytes that are known".formatted(risk.maxLossBytes())
                : "nothing missing, for certain";
        if (missing.behind().isPresent()) {
            return Finding.blocking(
                    ProblemType.TIMELINE_MISMATCH,
                    missing.behind().get(),
                    "the latest timeline of all",
                    "another standby has gone on to a later timeline: name that one");
        }
        if (missing.none()) {
            return Finding.ok(missing.said(), limit);
        }
        if (runs) {
            return Finding.warning(
                    ProblemType.DATA_LOSS_NOT_ACCEPTED,
                    missing.said(),
                    limit,
                    "the old primary runs: what it has more is known once it is stopped, and held against the request then");
        }
        return missing.refusal(risk)
                .map(why -> Finding.blocking(ProblemType.DATA_LOSS_NOT_ACCEPTED, missing.said(), limit, why))
                .orElseGet(() -> Finding.warning(
                        ProblemType.DATA_LOSS_NOT_ACCEPTED, missing.said(), limit, "the request accepts it"));
    }
}
