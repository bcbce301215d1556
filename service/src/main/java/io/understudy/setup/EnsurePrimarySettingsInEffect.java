package io.understudy.setup;

import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.step.Effect;
import io.understudy.step.Plan;
import io.understudy.step.Side;
import io.understudy.step.Step;
import io.understudy.step.Target;
import io.understudy.step.Undo;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Makes the primary take its new settings: by a reload, or by a restart when one of them needs it and the request
/// allows it.
///
/// It looks at what the server runs with, not at files, so the plan shows the restart before anything is written.
final class EnsurePrimarySettingsInEffect
        implements Step<EnsurePrimarySettingsInEffect.Facts, EnsurePrimarySettingsInEffect.Change> {
    private final SetupSpec spec;

    EnsurePrimarySettingsInEffect(SetupSpec spec) {
        this.spec = spec;
    }

    /// @param up whether the server takes connections; while it restarts it does not
    record Facts(boolean up, List<PrimarySettings.Shortfall> shortfall) {}

    record Change(boolean restart) {}

    @Override
    public String name() {
        return "ensure-primary-settings-in-effect";
    }

    @Override
    public Side side() {
        return Side.PRIMARY;
    }

    @Override
    public Facts observe(Target target) {
        try {
            return new Facts(true, PrimarySettings.read(target, spec).notInEffect(spec));
        } catch (ProblemException down) {
            if (down.type() == ProblemType.POSTGRES_UNAVAILABLE
                    && target.primary().units().state(spec.primary().unit()).running()) {
                return new Facts(false, List.of());
            }
            throw down;
        }
    }

    @Override
    public Plan<Change> plan(Facts facts) {
        if (!facts.up()) {
            return new Plan.Awaited<>("the primary is restarting", ProblemType.POSTGRES_UNAVAILABLE);
        }
        if (facts.shortfall().isEmpty()) {
            return new Plan.InPlace<>();
        }
        List<String> names = facts.shortfall().stream()
                .filter(PrimarySettings.Shortfall::needsRestart)
                .map(shortfall -> shortfall.wanted().name())
                .toList();
        if (names.isEmpty()) {
            return new Plan.Needed<>(new Change(false), "reload the primary", effect(Effect.Kind.RELOAD));
        }
        if (!spec.allowPrimaryRestart()) {
            return new Plan.Blocked<>(
                    ProblemType.PRIMARY_RESTART_NOT_ALLOWED,
                    "needs a restart of the primary: " + String.join(", ", names));
        }
        return new Plan.Needed<>(
                new Change(true), "restart the primary for " + String.join(", ", names), effect(Effect.Kind.RESTART));
    }

    private Effect effect(Effect.Kind kind) {
        return new Effect(kind, side(), spec.primary().unit(), null, null);
    }

    @Override
    public void apply(Target target, Change change) {
        if (change.restart()) {
            target.primary().restart(spec.primary().unit(), target.pulse());
        } else {
            target.primary().psql().change("SELECT pg_reload_conf();", Map.of());
        }
    }

    @Override
    public Undo undo(Target target, Change change) {
        return new Undo.PutBack(
                change.restart() ? "a restart leaves nothing to put back" : "reloaded with the settings as before");
    }

    @Override
    public Class<Change> changeType() {
        return Change.class;
    }

    /// A restart waits for the shutdown checkpoint.
    @Override
    public Duration settlesWithin() {
        return Duration.ofMinutes(2);
    }
}
