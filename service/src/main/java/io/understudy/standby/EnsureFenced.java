package io.understudy.standby;

import io.understudy.postgres.HostFiles.HostFile;
import io.understudy.postgres.Instance;
import io.understudy.postgres.StartConf;
import io.understudy.ssh.CommandResult;
import io.understudy.ssh.RemoteCommand;
import io.understudy.step.Effect;
import io.understudy.step.Node;
import io.understudy.step.Plan;
import io.understudy.step.Side;
import io.understudy.step.Step;
import io.understudy.step.Target;
import io.understudy.step.Undo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An old primary does not run, and nothing starts it: neither a boot of its host nor somebody who
/// wonders why it is down. One that is ended at once is repaired from the WAL at its next start, as after
/// a crash.
public final class EnsureFenced implements Step<EnsureFenced.Facts, EnsureFenced.Change> {
    public static final String NAME = "ensure-fenced";
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(10);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    /// Exit state of `pg_ctl status`.
    private static final int RUNS = 0;

    private final Instance instance;
    private final List<String> modes;
    private final boolean mayComeBack;

    private EnsureFenced(Instance instance, List<String> modes, boolean mayComeBack) {
        this.instance = instance;
        this.modes = modes;
        this.mayComeBack = mayComeBack;
    }

    /// A primary that may still send its last WAL to its standbys; an undo starts it again if it ran.
    public static EnsureFenced inOrder(Instance instance) {
        return new EnsureFenced(instance, List.of("fast", "immediate"), true);
    }

    /// One that is not the primary any more: it writes nothing at its end, so it goes no further away
    /// from the primary's history, and no undo starts it again.
    public static EnsureFenced atOnce(Instance instance) {
        return new EnsureFenced(instance, List.of("immediate"), false);
    }

    /// @param standby whether a start would make a standby of it
    /// @param startConf empty when there is no such file
    record Facts(boolean standby, boolean runs, Optional<HostFile> startConf) {}

    record Change(String unit, boolean ran) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Side side() {
        return Side.PRIMARY;
    }

    @Override
    public Facts observe(Target target) {
        Node node = target.primary();
        String signal = instance.version().recoveryConf() ? "/recovery.conf" : "/standby.signal";
        return new Facts(
                node.files().exists(instance.dataDirectory() + signal),
                runs(node, instance),
                node.files().read(StartConf.path(instance)));
    }

    /// Its unit is not asked: somebody may have started it by other means.
    public static boolean runs(Node node, Instance instance) {
        RemoteCommand status = RemoteCommand.of(instance.program("pg_ctl"), "status", "-D", instance.dataDirectory())
                .as("postgres");
        CommandResult result = node.ssh().run(status);
        return result instanceof CommandResult.Exited(int exit, var _, var _)
                ? exit == RUNS
                : node.ssh().output(status, result).isEmpty();
    }

    @Override
    public Plan<Change> plan(Facts facts) {
        StartConf startConf = StartConf.of(facts.startConf());
        if (facts.standby() || (!facts.runs() && startConf.isClosed())) {
            return new Plan.InPlace<>();
        }
        List<Effect> effects = new ArrayList<>();
        if (!startConf.isClosed()) {
            effects.add(new Effect(
                    Effect.Kind.FILE,
                    side(),
                    StartConf.path(instance),
                    startConf.file().text(),
                    startConf.closed().file().text()));
        }
        if (facts.runs()) {
            effects.add(new Effect(Effect.Kind.UNIT, side(), instance.unit(), "active", "inactive"));
        }
        return new Plan.Needed<>(
                new Change(instance.unit(), facts.runs()),
                facts.runs()
                        ? "stop the old primary and keep it from being started"
                        : "keep the old primary from being started",
                effects);
    }

    @Override
    public void apply(Target target, Change change) {
        Node node = target.primary();
        StartConf startConf = StartConf.of(node.files().read(StartConf.path(instance)));
        if (!startConf.isClosed()) {
            node.files().write(StartConf.path(instance), startConf.closed().file());
        }
        for (String mode : modes) {
            if (runs(node, instance)) {
                new StartAgain(instance).stop(node, mode);
                awaitEnd(target);
            }
        }
    }

    private void awaitEnd(Target target) {
        long deadline = System.nanoTime() + ENDS_WITHIN.toNanos();
        while (runs(target.primary(), instance) && System.nanoTime() < deadline) {
            target.pulse().pause(LOOK_EVERY);
        }
    }

    @Override
    public Undo undo(Target target, Change change) {
        if (!mayComeBack) {
            return new Undo.Kept(
                    "it stays stopped and closed for starts: started as it is, it would be a second primary");
        }
        return new StartAgain(instance).undo(target, change.ran());
    }

    @Override
    public Class<Change> changeType() {
        return Change.class;
    }
}
