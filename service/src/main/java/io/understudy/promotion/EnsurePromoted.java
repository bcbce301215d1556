package io.understudy.promotion;

import io.understudy.postgres.Instance;
import io.understudy.postgres.Lsn;
import io.understudy.postgres.PgControl;
import io.understudy.problem.ProblemType;
import io.understudy.ssh.CommandResult;
import io.understudy.ssh.RemoteCommand;
import io.understudy.step.Effect;
import io.understudy.step.Node;
import io.understudy.step.Plan;
import io.understudy.step.Side;
import io.understudy.step.Step;
import io.understudy.step.Target;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/// Makes the target the primary: the point of no return. Where both are is looked at once more right
/// before, whatever was seen earlier; somebody may have started the old primary again.
final class EnsurePromoted implements Step.Onward<Window, EnsurePromoted.Change> {
    static final String NAME = "ensure-promoted";
    private static final Duration PROMOTES_WITHIN = Duration.ofMinutes(2);

    private final Instance instance;
    private final PromotionSpec spec;

    EnsurePromoted(PromotionSpec spec) {
        this.spec = spec;
        this.instance = spec.forth().standby();
    }

    /// The proof that nothing is lost, noted down before the promotion.
    record Change(Lsn shutdownCheckpoint, Lsn received, Lsn replayed, int timeline) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Side side() {
        return Side.STANDBY;
    }

    @Override
    public Window observe(Target target) {
        return Window.look(target, spec);
    }

    @Override
    public Plan<Change> plan(Window window) {
        PgControl control = window.control();
        if (control == null) {
            return new Plan.InPlace<>();
        }
        String summary = "promote the target";
        List<Effect> effects = List.of(new Effect(
                Effect.Kind.PROMOTION,
                side(),
                instance.unit(),
                "standby on timeline " + control.timeline(),
                "primary"));
        if (!window.caughtUp()) {
            return new Plan.Awaited<>(summary + " as soon as " + window.said(), ProblemType.TARGET_BEHIND, effects);
        }
        Lsn replayed = Objects.requireNonNull(window.replayed());
        return new Plan.Needed<>(
                new Change(
                        control.checkpoint(),
                        Objects.requireNonNullElse(window.received(), replayed),
                        replayed,
                        control.timeline()),
                summary,
                effects);
    }

    @Override
    public void apply(Target target, Change change) {
        promote(target.standby());
    }

    /// A promotion takes its time after `pg_ctl` has ended. So one whose answer was lost may come to its end while it
    /// is
    /// asked for again, and then `pg_ctl` refuses: what counts is what is seen next.
    static void promote(Node standby) {
        Instance there = standby.instance();
        RemoteCommand promote = RemoteCommand.of(
                        there.program("pg_ctl"), "promote", "-W", "-s", "-D", there.dataDirectory())
                .as("postgres")
                .changing();
        CommandResult result = standby.ssh().run(promote);
        boolean refused = result instanceof CommandResult.Exited exited && !exited.ok();
        if (!refused || PgControl.read(standby.ssh(), there).inRecovery()) {
            standby.ssh().output(promote, result);
        }
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
