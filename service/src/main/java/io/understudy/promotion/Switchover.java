package io.understudy.promotion;

import io.understudy.cutover.CutOverPhase;
import io.understudy.job.Procedure;
import io.understudy.standby.CheckFsync;
import io.understudy.standby.CheckPrimary;
import io.understudy.standby.CheckSudo;
import io.understudy.standby.CheckSudo.Right;
import io.understudy.standby.EnsureFollowing;
import io.understudy.standby.EnsureHbaEntry;
import io.understudy.standby.EnsureHbaLoaded;
import io.understudy.standby.EnsurePassfile;
import io.understudy.standby.EnsureReplicationConnection;
import io.understudy.standby.EnsureReplicationRole;
import io.understudy.standby.EnsureReplicationSlot;
import io.understudy.standby.EnsureSlotsDropped;
import io.understudy.standby.EnsureStandbyRunning;
import io.understudy.standby.EnsureStartAllowed;
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

/// Hands the primary's part over to a standby while the primary is well: everything that is asked before,
/// and every step in order. Until the target is promoted every failure leads back.
final class Switchover {
    /// What it runs as somebody else than the login user.
    static final List<Right> RIGHTS = List.of(
            new Right("root", "find", Side.PRIMARY, Side.STANDBY),
            new Right("root", "test", Side.PRIMARY, Side.STANDBY),
            new Right("root", "install", Side.PRIMARY, Side.STANDBY),
            new Right("root", "dd", Side.PRIMARY, Side.STANDBY),
            new Right("root", "mv", Side.PRIMARY, Side.STANDBY),
            new Right("root", "rm", Side.PRIMARY, Side.STANDBY),
            new Right("root", "systemctl", Side.PRIMARY, Side.STANDBY),
            new Right("root", "tail", Side.PRIMARY, Side.STANDBY),
            new Right("postgres", "psql", Side.PRIMARY, Side.STANDBY),
            new Right("postgres", "pg_ctl", Side.PRIMARY, Side.STANDBY));

    private Switchover() {}

    static Procedure of(PromotionSpec spec) {
        return new Procedure(checks(spec), steps(spec), EnsurePromoted.NAME);
    }

    private static List<Check> checks(PromotionSpec spec) {
        List<Check> checks = new ArrayList<>(List.of(
                new CheckSudo(Side.PRIMARY, RIGHTS),
                new CheckSudo(Side.STANDBY, RIGHTS),
                new CheckPrimary(spec.forth()),
                new CheckCandidate(spec),
                new CheckLag(spec),
                new CheckSettingsFit(spec),
                new CheckPlaces(spec),
                new CheckSynchronousNames(spec),
                new CheckArchiveBacklog(spec),
                new CheckTransactions(),
                new CheckOtherSenders(spec),
                new CheckClients(spec),
                new CheckFsync(),
                new CheckSiblings(spec.leftOut())));
        for (int i = 0; i < spec.siblings().size(); i++) {
            checks.add(CheckBetween.ofSibling(
                    new CheckSudo(Side.STANDBY, RIGHTS),
                    i,
                    spec.siblings().get(i).host()));
        }
        checks.addAll(spec.cutOver().checks());
        return List.copyOf(checks);
    }

    private static List<Step<?, ?>> steps(PromotionSpec spec) {
        WriteProbe probe = new WriteProbe();
        List<Step<?, ?>> steps = new ArrayList<>();
        // The way back is made, and tried for real, while writes still flow.
        steps.add(new EnsureReplicationRole(spec.forth()));
        for (Function<StandbyLink, Step<?, ?>> step : WAY_BACK) {
            steps.add(Between.reversed(step.apply(spec.back())));
            ofSiblings(spec, steps, step);
        }
        steps.add(new EnsureCheckpointed());
        steps.add(new EnsureSentinel(spec));
        // The application lets go.
        steps.addAll(spec.cutOver().steps(CutOverPhase.BEFORE));
        // Nothing is written any more.
        steps.add(new EnsurePrimaryStopped(spec, probe));
        steps.add(new EnsureCaughtUp(spec));
        // From here on only forward.
        steps.add(new EnsurePromoted(spec));
        steps.add(new EnsureWritesAccepted(spec, probe));
        steps.addAll(spec.cutOver().steps(CutOverPhase.AFTER));
        for (Function<StandbyLink, Step<?, ?>> step : SIBLING_FOLLOWS) {
            ofSiblings(spec, steps, step);
        }
        steps.add(Between.reversed(new EnsureUnmoved(spec.back())));
        if (spec.rejoin()) {
            steps.add(Between.reversed(new EnsureFollowing(spec.back())));
            steps.add(Between.reversed(new EnsureStartAllowed(spec.back())));
            steps.add(Between.reversed(new EnsureStandbyRunning(spec.back())));
            steps.add(Between.reversed(new EnsureStreaming(spec.back())));
            steps.add(new EnsureSlotsDropped(spec.oldSlots()));
        }
        return List.copyOf(steps);
    }

    private static final List<Function<StandbyLink, Step<?, ?>>> WAY_BACK = List.of(
            EnsureHbaEntry::new,
            EnsureHbaLoaded::new,
            EnsurePassfile::new,
            link -> new EnsureReplicationSlot(link, link.slot().orElseThrow()),
            EnsureReplicationConnection::new);

    private static final List<Function<StandbyLink, Step<?, ?>>> SIBLING_FOLLOWS =
            List.of(EnsureFollowing::new, EnsureStandbyRunning::new, EnsureStreaming::new);

    private static void ofSiblings(PromotionSpec spec, List<Step<?, ?>> steps, Function<StandbyLink, Step<?, ?>> step) {
        for (int i = 0; i < spec.siblings().size(); i++) {
            PromotionSpec.Sibling sibling = spec.siblings().get(i);
            steps.add(Between.ofSibling(step.apply(sibling.link()), i, sibling.host()));
        }
    }
}
