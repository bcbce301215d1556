package io.understudy.promotion;

import io.understudy.postgres.Instance;
import io.understudy.postgres.Lsn;
import io.understudy.problem.ProblemType;
import io.understudy.standby.EnsureFenced;
import io.understudy.step.Effect;
import io.understudy.step.Plan;
import io.understudy.step.Side;
import io.understudy.step.Step;
import io.understudy.step.Target;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes the target the primary after the old one is gone: the point of no return. What is lost by it is
/// held once more against what the request accepts, now that nothing can come from the old primary any
/// more.
final class EnsureTakenOver implements Step.Onward<EnsureTakenOver.Facts, EnsureTakenOver.Change> {
    private static final Duration PROMOTES_WITHIN = Duration.ofMinutes(2);

    private final PromotionSpec spec;
    private final Instance instance;

    EnsureTakenOver(PromotionSpec spec) {
        this.spec = spec;
        this.instance = spec.forth().standby();
    }

    /// @param oldRuns whether the old primary is known to run
    record Facts(MissingWal missing, boolean oldRuns) {}

    /// What was lost, noted down before the promotion.
    ///
    /// @param received up to where the target had WAL
    record Change(
            Lsn received,
            int timeline,
            long knownBytes,
            boolean complete,
            @Nullable String newestCommitAt) {}

    @Override
    public String name() {
        return EnsurePromoted.NAME;
    }

    @Override
    public Side side() {
        return Side.STANDBY;
    }

    @Override
    public Facts observe(Target target) {
        MissingWal missing = MissingWal.look(target, spec);
        return new Facts(
                missing,
                !missing.target().promoted()
                        && spec.risk().primaryReachable()
                        && EnsureFenced.runs(target.primary(), spec.forth().primary()));
    }

    @Override
    public Plan<Change> plan(Facts facts) {
        MissingWal missing = facts.missing();
        Reached reached = missing.target();
        if (reached.promoted()) {
            return new Plan.InPlace<>();
        }
        String summary = "promote the target: " + missing.said();
        List<Effect> effects = List.of(new Effect(
                Effect.Kind.PROMOTION,
                side(),
                instance.unit(),
                "standby on timeline " + reached.timeline(),
                "primary"));
        if (facts.oldRuns()) {
            return new Plan.Awaited<>(
                    "promote the target once the old primary is stopped", ProblemType.PRIMARY_NOT_STOPPED, effects);
        }
        return missing.refusal(spec.risk())
                .<Plan<Change>>map(why ->
                        new Plan.Blocked<>(ProblemType.DATA_LOSS_NOT_ACCEPTED, "%s: %s".formatted(why, missing.said())))
                .orElseGet(() -> new Plan.Needed<>(
                        new Change(
                                reached.place(),
                                reached.timeline(),
                                missing.knownBytes(),
                                missing.complete(),
                                reached.newestCommitAt()),
                        summary,
                        effects));
    }

    @Override
    public void apply(Target target, Change change) {
        EnsurePromoted.promote(target.standby());
    }

    @Override
    public Class<Change> changeType() {
        return Change.class;
    }

    @Override
    public Duration settlesWithin() {
        return PROMOTES_WITHIN;
    }
}
