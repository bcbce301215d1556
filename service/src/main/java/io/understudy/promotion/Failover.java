package io.understudy.promotion;

import io.understudy.cutover.CheckCutOverHosts;
import io.understudy.cutover.CutOverPhase;
import io.understudy.job.Procedure;
import io.understudy.standby.CheckSudo;
import io.understudy.standby.EnsureFenced;
import io.understudy.standby.EnsureFollowing;
import io.understudy.standby.EnsureHbaEntry;
import io.understudy.standby.EnsureHbaLoaded;
import io.understudy.standby.EnsurePassfile;
import io.understudy.standby.EnsureReplicationConnection;
import io.understudy.standby.EnsureReplicationRole;
import io.understudy.standby.EnsureReplicationSlot;
import io.understudy.standby.EnsureStandbyRunning;
import io.understudy.standby.EnsureStreaming;
import io.understudy.standby.StandbyLink;
import io.understudy.step.Between;
import io.understudy.step.Check;
import io.understudy.step.CheckBetween;
import io.understudy.step.Side;
import io.understudy.step.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Makes a standby the primary after the primary is gone: everything that is asked before, and every step
/// in order. Until the target is promoted every failure leads back. The old primary does not come back by
/// this: that is a rejoin.
final class Failover {
    private Failover() {}

    static Procedure of(PromotionSpec spec) {
        return new Procedure(checks(spec), steps(spec), EnsurePromoted.NAME);
    }

    private static List<Check> checks(PromotionSpec spec) {
        List<Check> checks = new ArrayList<>(List.of(
                new CheckSudo(Side.STANDBY, Switchover.RIGHTS),
                new CheckFence(spec.risk()),
                new CheckPrimaryGone(spec),
                new CheckSurvivor(spec),
                new CheckDataLoss(spec),
                new CheckSynchronousNames(spec),
                new CheckSiblings(spec.leftOut())));
        if (spec.risk().primaryReachable()) {
            checks.add(new CheckSudo(Side.PRIMARY, Switchover.RIGHTS));
        }
        for (int i = 0; i < spec.siblings().size(); i++) {
            checks.add(CheckBetween.ofSibling(
                    new CheckSudo(Side.STANDBY, Switchover.RIGHTS),
                    i,
                    spec.siblings().get(i).host()));
        }
        checks.add(new CheckCutOverHosts(spec.leftOutSteps()));
        checks.addAll(spec.cutOver().checks());
        return List.copyOf(checks);
    }

    private static List<Step<?, ?>> steps(PromotionSpec spec) {
        List<Step<?, ?>> steps = new ArrayList<>(spec.cutOver().steps(CutOverPhase.BEFORE));
        if (spec.risk().primaryReachable()) {
            steps.add(EnsureFenced.inOrder(spec.forth().primary()));
        }
        // From here on only forward.
        steps.add(new EnsureTakenOver(spec));
        steps.add(new EnsureFirstCommit(spec.version()));
        steps.addAll(spec.cutOver().steps(CutOverPhase.AFTER));
        // The other standbys follow.
        if (!spec.siblings().isEmpty()) {
            steps.add(Between.reversed(new EnsureReplicationRole(spec.back())));
        }
        for (Function<StandbyLink, Step<?, ?>> step : SIBLING_FOLLOWS) {
            for (int i = 0; i < spec.siblings().size(); i++) {
                PromotionSpec.Sibling sibling = spec.siblings().get(i);
                steps.add(Between.ofSibling(step.apply(sibling.link()), i, sibling.host()));
            }
        }
        return List.copyOf(steps);
    }

    private static final List<Function<StandbyLink, Step<?, ?>>> SIBLING_FOLLOWS = List.of(
            link -> new EnsureNotAhead(link.version()),
            EnsureHbaEntry::new,
            EnsureHbaLoaded::new,
            EnsurePassfile::new,
            link -> new EnsureReplicationSlot(link, link.slot().orElseThrow()),
            EnsureReplicationConnection::new,
            EnsureFollowing::new,
            EnsureStandbyRunning::new,
            EnsureStreaming::new);
}
