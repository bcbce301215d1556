package io.understudy.standby;

import io.understudy.postgres.StartConf;
import io.understudy.problem.ProblemType;
import io.understudy.step.Effect;
import io.understudy.step.Plan;
import io.understudy.step.Side;
import io.understudy.step.Step;
import io.understudy.step.Target;
import java.util.List;

/// The old primary may be started again, by a boot too, now that it would start as a standby.
public final class EnsureStartAllowed implements Step.Onward<EnsureStartAllowed.Facts, EnsureStartAllowed.Change> {
    private final StandbyLink link;

    public EnsureStartAllowed(StandbyLink link) {
        this.link = link;
    }

    /// @param standby whether it would start as one
    record Facts(StartConf startConf, boolean standby) {}

    record Change(String path) {}

    @Override
    public String name() {
        return "ensure-start-allowed";
    }

    @Override
    public Side side() {
        return Side.STANDBY;
    }

    @Override
    public Facts observe(Target target) {
        return new Facts(
                StartConf.of(target.standby().files().read(StartConf.path(link.standby()))),
                RecoveryConfiguration.read(
                                target.standby().files(), link, link.standby().dataDirectory())
                        .signal());
    }

    @Override
    public Plan<Change> plan(Facts facts) {
        StartConf closed = facts.startConf().closed();
        List<Effect> effects = List.of(new Effect(
                Effect.Kind.FILE,
                side(),
                StartConf.path(link.standby()),
                closed.file().text(),
                closed.opened().file().text()));
        String summary = "allow the old primary to be started";
        if (!facts.standby()) {
            return new Plan.Awaited<>(summary, ProblemType.STEP_NOT_SETTLED, effects);
        }
        return facts.startConf().isClosed()
                ? new Plan.Needed<>(new Change(StartConf.path(link.standby())), summary, effects)
                : new Plan.InPlace<>();
    }

    @Override
    public void apply(Target target, Change change) {
        StartConf found = StartConf.of(target.standby().files().read(change.path()));
        target.standby().files().write(change.path(), found.opened().file());
    }

    @Override
    public Class<Change> changeType() {
        return Change.class;
    }
}
