package io.understudy.promotion;

import io.understudy.postgres.HostUnits;
import io.understudy.postgres.PgControl;
import io.understudy.problem.ProblemType;
import io.understudy.standby.Fork;
import io.understudy.standby.RecoveryConfiguration;
import io.understudy.standby.StandbyLink;
import io.understudy.step.Plan;
import io.understudy.step.Side;
import io.understudy.step.Step;
import io.understudy.step.Target;
import java.time.Duration;
import java.util.Optional;

/// The old primary is still where it was stopped: it has written nothing that the new timeline does not
/// have, so it can follow as it is.
final class EnsureUnmoved implements Step.Condition<EnsureUnmoved.Facts> {
    private final StandbyLink link;

    EnsureUnmoved(StandbyLink link) {
        this.link = link;
    }

    /// @param unit of the old primary: a process that archives its last may outlive its last write
    /// @param standby whether it would start as a standby already
    /// @param fork of the new primary; empty while there is none
    record Facts(PgControl control, HostUnits.State unit, boolean standby, Optional<Fork> fork) {}

    @Override
    public String name() {
        return "ensure-unmoved";
    }

    @Override
    public Side side() {
        return Side.STANDBY;
    }

    @Override
    public Facts observe(Target target) {
        return new Facts(
                PgControl.read(target.standby().ssh(), link.standby()),
                target.standby().units().state(link.standby().unit()),
                RecoveryConfiguration.read(
                                target.standby().files(), link, link.standby().dataDirectory())
                        .signal(),
                Fork.of(target.primary(), link.version()));
    }

    @Override
    public Plan<Void> plan(Facts facts) {
        if (facts.standby()) {
            return new Plan.InPlace<>();
        }
        if (facts.fork().isEmpty()) {
            return new Plan.Awaited<>("the old primary stays where it was stopped", ProblemType.PROMOTION_UNCONFIRMED);
        }
        if (facts.control().shutDown() && facts.unit().running()) {
            return new Plan.Awaited<>("the old primary's process ends", ProblemType.PRIMARY_NOT_STOPPED);
        }
        Fork fork = facts.fork().get();
        PgControl control = facts.control();
        boolean ancestor = control.shutDown()
                && control.timeline() == fork.parent()
                && control.checkpoint().compareTo(fork.lsn()) < 0;
        return ancestor
                ? new Plan.InPlace<>()
                : new Plan.Blocked<>(
                        ProblemType.OLD_PRIMARY_DIVERGED,
                        "the old primary is at %s on timeline %d and the new timeline left that at %s"
                                .formatted(control.checkpoint(), control.timeline(), fork.lsn()));
    }

    @Override
    public Duration settlesWithin() {
        return Duration.ofMinutes(5);
    }
}
