package io.understudy.promotion;

import io.understudy.postgres.HostFiles.HostFile;
import io.understudy.postgres.Instance;
import io.understudy.postgres.PgControl;
import io.understudy.postgres.StartConf;
import io.understudy.problem.ProblemType;
import io.understudy.standby.StartAgain;
import io.understudy.step.Effect;
import io.understudy.step.Node;
import io.understudy.step.Plan;
import io.understudy.step.Side;
import io.understudy.step.Step;
import io.understudy.step.Target;
import io.understudy.step.Undo;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Stops the old primary in order, and first sees to it that nothing starts it again: neither a boot of its
/// host nor somebody who wonders why it is down. Its last record is then the shutdown checkpoint.
///
/// It is stopped as soon as its control file says so. The process may live on while an archive command
/// hangs; it writes nothing any more.
final class EnsurePrimaryStopped implements Step<EnsurePrimaryStopped.Facts, EnsurePrimaryStopped.Change> {
    private final PromotionSpec spec;
    private final Instance instance;
    private final WriteProbe probe;

    EnsurePrimaryStopped(PromotionSpec spec, WriteProbe probe) {
        this.spec = spec;
        this.instance = spec.forth().primary();
        this.probe = probe;
    }

    /// @param startConf empty when there is no such file
    /// @param orderly it runs, or has been shut down in order
    record Facts(PgControl control, Optional<HostFile> startConf, boolean orderly) {
        boolean closed() {
            return StartConf.of(startConf).isClosed();
        }
    }

    record Change(String unit) {}

    @Override
    public String name() {
        return "ensure-primary-stopped";
    }

    @Override
    public Side side() {
        return Side.PRIMARY;
    }

    @Override
    public Facts observe(Target target) {
        Node node = target.primary();
        PgControl control = PgControl.read(node.ssh(), instance);
        // Writes are stopped: what is no longer of interest is not asked.
        boolean orderly =
                control.shutDown() || node.units().state(instance.unit()).running();
        if (!orderly) {
            // It may have come to its end between the two looks; now that it is down its control file stays.
            control = PgControl.read(node.ssh(), instance);
        }
        return new Facts(control, node.files().read(StartConf.path(instance)), orderly || control.shutDown());
    }

    @Override
    public Plan<Change> plan(Facts facts) {
        if (facts.control().shutDown() && facts.closed()) {
            return new Plan.InPlace<>();
        }
        if (!facts.orderly()) {
            return new Plan.Blocked<>(
                    ProblemType.PRIMARY_NOT_STOPPED, "the old primary is down, and was not stopped in order");
        }
        StartConf startConf = StartConf.of(facts.startConf());
        return new Plan.Needed<>(
                new Change(instance.unit()),
                "stop the old primary and keep it from being started",
                List.of(
                        new Effect(
                                Effect.Kind.FILE,
                                side(),
                                StartConf.path(instance),
                                startConf.file().text(),
                                startConf.closed().file().text()),
                        new Effect(Effect.Kind.RESTART, side(), instance.unit(), "active", "inactive")));
    }

    @Override
    public void apply(Target target, Change change) {
        Node node = target.primary();
        String path = StartConf.path(instance);
        StartConf startConf = StartConf.of(node.files().read(path));
        if (!startConf.isClosed()) {
            node.files().write(path, startConf.closed().file());
        }
        probe.begin(node, target.standby());
        new StartAgain(instance).stop(node, "fast");
    }

    @Override
    public Undo undo(Target target, Change change) {
        probe.end();
        return new StartAgain(instance).undo(target, true);
    }

    @Override
    public Class<Change> changeType() {
        return Change.class;
    }

    @Override
    public Duration settlesWithin() {
        return spec.stopsWithin();
    }

    /// Writes are stopped meanwhile.
    @Override
    public Duration hostPatience(Duration usual) {
        return spec.stopsWithin();
    }
}
