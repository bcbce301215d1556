package io.understudy.standby;

import io.understudy.problem.ProblemType;
import io.understudy.step.Effect;
import io.understudy.step.Plan;
import io.understudy.step.Side;
import io.understudy.step.Step;
import io.understudy.step.Target;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A server is told to follow the new primary. It takes effect at its next start.
public final class EnsureFollowing implements Step.Onward<EnsureFollowing.Facts, EnsureFollowing.Change> {
    private final StandbyLink link;

    public EnsureFollowing(StandbyLink link) {
        this.link = link;
    }

    /// @param promoted whether there is a new primary to follow
    record Facts(RecoveryConfiguration found, boolean promoted) {}

    record Change(@Nullable String before, String after) {}

    private record Promoted(boolean promoted) {}

    @Override
    public String name() {
        return "ensure-following";
    }

    @Override
    public Side side() {
        return Side.STANDBY;
    }

    @Override
    public Facts observe(Target target) {
        return new Facts(
                RecoveryConfiguration.read(
                        target.standby().files(), link, link.standby().dataDirectory()),
                target.primary()
                        .psql()
                        .row(Promoted.class, "SELECT NOT pg_is_in_recovery() AS promoted")
                        .promoted());
    }

    @Override
    public Plan<Change> plan(Facts facts) {
        RecoveryConfiguration found = facts.found();
        String after = found.wanted();
        if (found.follows(after)) {
            return new Plan.InPlace<>();
        }
        String summary = "have it follow %s port %d"
                .formatted(link.primaryAddress(), link.primary().port());
        List<Effect> effects = List.of(new Effect(Effect.Kind.FILE, side(), found.path(), found.text(), after));
        return facts.promoted()
                ? new Plan.Needed<>(new Change(found.text(), after), summary, effects)
                : new Plan.Awaited<>(summary, ProblemType.PROMOTION_UNCONFIRMED, effects);
    }

    @Override
    public void apply(Target target, Change change) {
        RecoveryConfiguration.read(
                        target.standby().files(), link, link.standby().dataDirectory())
                .write(target.standby().files(), change.after());
    }

    @Override
    public Class<Change> changeType() {
        return Change.class;
    }
}
