package io.understudy.promotion;

import io.understudy.problem.ProblemType;
import io.understudy.standby.Fork;
import io.understudy.step.Effect;
import io.understudy.step.Plan;
import io.understudy.step.Side;
import io.understudy.step.Step;
import io.understudy.step.Target;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The new primary takes writes, and has the row that was written to the old one just before: it is read
/// here, and its removal is the first write of ours.
final class EnsureWritesAccepted implements Step.Onward<EnsureWritesAccepted.Facts, EnsureWritesAccepted.Change> {
    static final String NAME = "ensure-writes-accepted";

    private final PromotionSpec spec;
    private final WriteProbe probe;

    EnsureWritesAccepted(PromotionSpec spec, WriteProbe probe) {
        this.spec = spec;
        this.probe = probe;
    }

    /// @param fork of the new timeline; empty while the target is no primary
    /// @param measuring whether the probe has not seen a commit there yet
    record Facts(Optional<Fork> fork, boolean sentinel, boolean measuring) {}

    /// @param writesStoppedForMilliseconds absent when it was not measured
    record Change(Fork fork, @Nullable Long writesStoppedForMilliseconds) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Side side() {
        return Side.STANDBY;
    }

    @Override
    public Facts observe(Target target) {
        return new Facts(
                Fork.of(target.standby(), spec.version()),
                EnsureSentinel.isOn(target.standby(), spec),
                probe.isRunning());
    }

    @Override
    public Plan<Change> plan(Facts facts) {
        if (facts.fork().isEmpty() || facts.measuring()) {
            return new Plan.Awaited<>("the target takes writes", ProblemType.PROMOTION_UNCONFIRMED);
        }
        if (!facts.sentinel()) {
            return new Plan.InPlace<>();
        }
        return new Plan.Needed<>(
                new Change(facts.fork().get(), probe.stoppedForMilliseconds()),
                "the target takes writes and has the row; remove that",
                new Effect(
                        Effect.Kind.ROLE,
                        side(),
                        spec.forth().role(),
                        "SET %s = '%s'".formatted(EnsureSentinel.SETTING, spec.label()),
                        null));
    }

    @Override
    public void apply(Target target, Change change) {
        EnsureSentinel.remove(target.standby(), spec.forth().role());
    }

    @Override
    public Class<Change> changeType() {
        return Change.class;
    }
}
