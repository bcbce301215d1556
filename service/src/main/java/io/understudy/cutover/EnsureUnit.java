package io.understudy.cutover;

import io.understudy.postgres.HostUnits;
import io.understudy.postgres.HostUnits.Seen;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.standby.CheckSudo;
import io.understudy.step.Check.Finding;
import io.understudy.step.Effect;
import io.understudy.step.Plan;
import io.understudy.step.Target;
import io.understudy.step.Undo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A systemd unit is active, or inactive, and stays so for a moment: one that dies right after its start is not up.
///
/// @param turnedBefore whether an earlier step of the list does the opposite, so that what is seen now says nothing
record EnsureUnit(SystemdUnitStep asked, boolean turnedBefore) implements CutOverWork<Seen, EnsureUnit.Change> {
    private static final double STEADY_SECONDS = 1;
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    record Change(UnitAction action) {}

    @Override
    public List<Finding> findings(Target target) {
        List<Finding> findings = new ArrayList<>(
                CheckSudo.findings(target.other(asked.hostId()).ssh(), Map.of("root", List.of("systemctl"))));
        Seen seen = observe(target);
        findings.add(
                isKnown(seen)
                        ? Finding.ok(said(seen.state()), "a unit that can be turned")
                        : Finding.blocking(
                                ProblemType.CUT_OVER_STEP_UNFIT,
                                seen.loadState(),
                                "a unit that can be turned",
                                "systemd says of %s: %s".formatted(asked.unit(), seen.loadState())));
        return findings;
    }

    /// A masked unit can be stopped, not started.
    private boolean isKnown(Seen seen) {
        return switch (asked.action()) {
            case START -> seen.loadState().equals("loaded");
            case STOP -> seen.loadState().equals("loaded") || seen.loadState().equals("masked");
        };
    }

    @Override
    public Seen observe(Target target) {
        return units(target).look(asked.unit());
    }

    private HostUnits units(Target target) {
        return target.other(asked.hostId()).units();
    }

    @Override
    public Plan<Change> plan(Seen seen) {
        if (!isKnown(seen)) {
            return new Plan.Blocked<>(
                    ProblemType.CUT_OVER_STEP_UNFIT,
                    "systemd says of %s: %s".formatted(asked.unit(), seen.loadState()));
        }
        if (isThere(asked.action(), seen)) {
            return seen.sinceSeconds() >= STEADY_SECONDS
                    ? new Plan.InPlace<>()
                    : new Plan.Awaited<>(
                            "%s is %s, and has to stay so".formatted(asked.unit(), said(seen.state())),
                            ProblemType.CUT_OVER_STEP_FAILED);
        }
        return switch (seen.state()) {
            // What crashes and is started again for ever is activating for ever; it can be stopped.
            case ACTIVATING -> asked.action() == UnitAction.STOP ? needed(said(seen.state())) : awaited(seen);
            case DEACTIVATING -> awaited(seen);
            case ACTIVE, RELOADING, FAILED, INACTIVE, MAINTENANCE -> needed(said(seen.state()));
        };
    }

    private Plan<Change> awaited(Seen seen) {
        return new Plan.Awaited<>(
                "%s is %s".formatted(asked.unit(), said(seen.state())), ProblemType.CUT_OVER_STEP_FAILED);
    }

    @Override
    public Plan<Change> foreseen(Seen seen) {
        return turnedBefore && isKnown(seen)
                ? needed(
                        switch (asked.action()) {
                            case START -> "inactive";
                            case STOP -> "active";
                        })
                : plan(seen);
    }

    private Plan<Change> needed(String before) {
        String after = switch (asked.action()) {
            case START -> "active";
            case STOP -> "inactive";
        };
        return new Plan.Needed<>(
                new Change(asked.action()),
                "%s, which is %s".formatted(asked.inWords(), before),
                new Effect(Effect.Kind.UNIT, side(), asked.unit(), before, after));
    }

    private static boolean isThere(UnitAction action, Seen seen) {
        return switch (action) {
            case START -> seen.state() == HostUnits.State.ACTIVE || seen.state() == HostUnits.State.RELOADING;
            case STOP -> !seen.state().running();
        };
    }

    private static String said(HostUnits.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void apply(Target target, Change change) {
        turn(target, change.action());
    }

    private void turn(Target target, UnitAction action) {
        switch (action) {
            case START -> units(target).start(asked.unit());
            case STOP -> units(target).stop(asked.unit());
        }
    }

    @Override
    public Undo undo(Target target, Change change) {
        UnitAction back = switch (change.action()) {
            case START -> UnitAction.STOP;
            case STOP -> UnitAction.START;
        };
        turn(target, back);
        long deadline = System.nanoTime() + limit().toNanos();
        while (!isThere(back, observe(target))) {
            if (System.nanoTime() > deadline) {
                throw new ProblemException(
                        ProblemType.CUT_OVER_STEP_FAILED,
                        "%s is %s %d s later"
                                .formatted(asked.unit(), said(observe(target).state()), limit().toSeconds()));
            }
            target.pulse().pause(LOOK_EVERY);
        }
        return new Undo.PutBack("%s %s".formatted(back.name().toLowerCase(Locale.ROOT), asked.unit()));
    }

    @Override
    public Class<Change> changeType() {
        return Change.class;
    }
}
