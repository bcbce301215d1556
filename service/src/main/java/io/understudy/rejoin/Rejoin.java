package io.understudy.rejoin;

import io.understudy.job.Procedure;
import io.understudy.setup.ReplicationSetup;
import io.understudy.standby.CheckPrimary;
import io.understudy.standby.CheckSudo;
import io.understudy.standby.CheckSudo.Right;
import io.understudy.standby.EnsureFenced;
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
import io.understudy.step.Side;
import io.understudy.step.Step;
import java.util.ArrayList;
import java.util.List;

/// Brings a stray node back as a standby of today's primary: everything that is asked before, and every
/// step in order. Once it is stopped the job only goes forward: started as it was, it would be a second
/// primary.
final class Rejoin {
    /// What it runs as somebody else than the login user. What a rewind needs more, [Rewindable] asks.
    private static final List<Right> RIGHTS = List.of(
            new Right("root", "find", Side.PRIMARY, Side.STANDBY),
            new Right("root", "test", Side.PRIMARY, Side.STANDBY),
            new Right("root", "install", Side.PRIMARY, Side.STANDBY),
            new Right("root", "dd", Side.PRIMARY, Side.STANDBY),
            new Right("root", "mv", Side.PRIMARY, Side.STANDBY),
            new Right("root", "rm", Side.PRIMARY, Side.STANDBY),
            new Right("root", "systemctl", Side.STANDBY),
            new Right("root", "systemd-run", Side.STANDBY),
            new Right("root", "tail", Side.STANDBY),
            new Right("postgres", "psql", Side.PRIMARY, Side.STANDBY),
            new Right("postgres", "pg_ctl", Side.STANDBY));

    private Rejoin() {}

    static Procedure of(RejoinSpec spec) {
        return new Procedure(checks(spec), steps(spec, spec.link()), EnsureFenced.NAME);
    }

    private static List<Check> checks(RejoinSpec spec) {
        List<Check> checks = new ArrayList<>(List.of(
                new CheckSudo(Side.PRIMARY, RIGHTS),
                new CheckSudo(Side.STANDBY, RIGHTS),
                new CheckPrimary(spec.link()),
                new CheckStray(spec.link()),
                new CheckHistories(spec)));
        if (spec.copyAgain()) {
            checks.addAll(ReplicationSetup.copyChecks(spec.copy()));
        }
        return List.copyOf(checks);
    }

    private static List<Step<?, ?>> steps(RejoinSpec spec, StandbyLink link) {
        List<Step<?, ?>> steps = new ArrayList<>();
        // The way to the primary is made and tried.
        steps.add(new EnsureReplicationRole(link));
        steps.add(new EnsureHbaEntry(link));
        steps.add(new EnsureHbaLoaded(link));
        steps.add(new EnsurePassfile(link));
        steps.add(new EnsureReplicationSlot(link, link.slot().orElseThrow()));
        steps.add(new EnsureReplicationConnection(link));
        // From here on only forward.
        steps.add(Between.reversed(EnsureFenced.atOnce(link.standby())));
        steps.addAll(spec.copyAgain() ? copyAgain(spec) : rewind(spec));
        // It follows.
        steps.add(new EnsureFollowing(link));
        steps.add(new EnsureStartAllowed(link));
        steps.add(new EnsureStandbyRunning(link));
        steps.add(new EnsureStreaming(link));
        steps.add(Between.reversed(new EnsureSlotsDropped(spec.slots())));
        return List.copyOf(steps);
    }

    /// Nothing of it where the node can follow as it is.
    private static List<Step<?, ?>> rewind(RejoinSpec spec) {
        return List.of(new EnsureDivergentWalKept(spec), new EnsureRecovered(spec), new EnsureRewound(spec.link()));
    }

    /// The data directory of before is kept whole, beside the new one.
    private static List<Step<?, ?>> copyAgain(RejoinSpec spec) {
        List<Step<?, ?>> steps = new ArrayList<>();
        for (Step<?, ?> step : ReplicationSetup.copySteps(spec.copy())) {
            steps.add(new WhenStopped<>(step, spec.link().standby()));
        }
        return steps;
    }
}
