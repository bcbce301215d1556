package io.understudy.setup;

import io.understudy.postgres.HostFiles.HostFile;
import io.understudy.postgres.HostUnits;
import io.understudy.problem.ProblemType;
import io.understudy.step.Effect;
import io.understudy.step.Plan;
import io.understudy.step.Side;
import io.understudy.step.Step;
import io.understudy.step.Target;
import io.understudy.step.Undo;
import java.time.Duration;

/// Stops the empty instance that the package made, which runs where the standby is to be; any other that runs there is
/// never stopped. Once it is down nobody can ask it any more whether it holds anything, so it is marked before.
final class EnsureInstanceStopped implements Step<EnsureInstanceStopped.Facts, EnsureInstanceStopped.Change> {
    private static final Duration STOPS_WITHIN = Duration.ofMinutes(1);

    private final SetupSpec spec;

    EnsureInstanceStopped(SetupSpec spec) {
        this.spec = spec;
    }

    record Facts(DataDirectory data, HostUnits.State unit) {}

    record Change(String unit) {}

    @Override
    public String name() {
        return "ensure-instance-stopped";
    }

    @Override
    public Side side() {
        return Side.STANDBY;
    }

    @Override
    public Facts observe(Target target) {
        return new Facts(
                DataDirectory.read(target.standby()),
                target.standby().units().state(spec.standby().unit()));
    }

    @Override
    public Plan<Change> plan(Facts facts) {
        DataDirectory found = facts.data();
        if (found.server().isEmpty() || found.isStandbyOf(spec.systemIdentifier())) {
            return new Plan.InPlace<>();
        }
        boolean pristine = found.server().get().pristine();
        // A server that is about to be gone answers no questions any more. Its unit may be looked at when it has gone.
        if (facts.unit() == HostUnits.State.DEACTIVATING || (!pristine && found.unusedFor(spec.label()))) {
            return new Plan.Awaited<>(spec.standby().unit() + " is stopping", ProblemType.DATA_DIRECTORY_IN_USE);
        }
        return pristine
                ? new Plan.Needed<>(
                        new Change(spec.standby().unit()),
                        "stop the empty instance in " + spec.standby().dataDirectory(),
                        new Effect(Effect.Kind.UNIT, side(), spec.standby().unit(), "active", "inactive"))
                : new Plan.Blocked<>(
                        ProblemType.DATA_DIRECTORY_IN_USE,
                        "a running server with data uses " + spec.standby().dataDirectory());
    }

    @Override
    public void apply(Target target, Change change) {
        target.standby()
                .files()
                .write(mark(), new HostFile(DataDirectory.unused(spec.label()) + "\n", "postgres:postgres", "600"));
        target.standby().units().stop(change.unit());
    }

    private String mark() {
        return spec.standby().dataDirectory() + "/" + DataDirectory.MARK;
    }

    @Override
    public Undo undo(Target target, Change change) {
        if (DataDirectory.read(target.standby()).unusedFor(spec.label())) {
            target.standby().files().remove(mark());
        }
        target.standby().units().start(change.unit());
        return new Undo.PutBack("started " + change.unit());
    }

    @Override
    public Class<Change> changeType() {
        return Change.class;
    }

    @Override
    public Duration settlesWithin() {
        return STOPS_WITHIN;
    }
}
