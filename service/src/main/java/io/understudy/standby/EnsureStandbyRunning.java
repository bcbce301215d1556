package io.understudy.standby;

import io.understudy.postgres.HostFiles.HostFile;
import io.understudy.postgres.HostUnits;
import io.understudy.postgres.ManagedConf;
import io.understudy.postgres.Setting;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The standby takes connections, is in recovery, and runs with the settings that are written down for it.
public final class EnsureStandbyRunning implements Step<EnsureStandbyRunning.Facts, EnsureStandbyRunning.Change> {
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final Duration STOPS_WITHIN = Duration.ofMinutes(1);

    private final StandbyLink link;
    /// What a unit that failed earlier has logged says nothing of this start.
    private volatile boolean started;

    public EnsureStandbyRunning(StandbyLink link) {
        this.link = link;
    }

    /// @param server what answers on the standby's port
    /// @param stale settings that are written down and not in effect
    /// @param log the last lines of the server's log when the unit failed
    record Facts(HostUnits.State unit, Server server, List<Stale> stale, String log) {
        enum Server {
            NONE,
            STANDBY,
            PRIMARY
        }
    }

    /// @param restart whether a reload is not enough for it
    record Stale(String name, boolean restart) {}

    enum Change {
        START,
        RELOAD,
        RESTART
    }

    private record Recovery(boolean standby) {}

    private record Running(String name, String setting, String context) {}

    private record Started(double at) {}

    @Override
    public String name() {
        return "ensure-standby-running";
    }

    @Override
    public Side side() {
        return Side.STANDBY;
    }

    @Override
    public Facts observe(Target target) {
        HostUnits.State unit = target.standby().units().state(link.standby().unit());
        if (!unit.running()) {
            return new Facts(unit, Facts.Server.NONE, List.of(), unit == HostUnits.State.FAILED ? log(target) : "");
        }
        try {
            boolean standby = target.standby()
                    .psql()
                    .row(Recovery.class, "SELECT pg_is_in_recovery() AS standby")
                    .standby();
            return standby
                    ? new Facts(unit, Facts.Server.STANDBY, stale(target), "")
                    : new Facts(unit, Facts.Server.PRIMARY, List.of(), "");
        } catch (ProblemException notUp) {
            if (notUp.type() != ProblemType.POSTGRES_UNAVAILABLE) {
                throw notUp;
            }
            return new Facts(unit, Facts.Server.NONE, List.of(), notUp.detail());
        }
    }

    private List<Stale> stale(Target target) {
        Map<String, String> written = new LinkedHashMap<>(ManagedConf.parse(target.standby()
                        .files()
                        .read(link.standby().managedConf())
                        .map(HostFile::text)
                        .orElse(""))
                .settings());
        if (link.version().recoveryConf()) {
            return recoveryConfIsStale(target) ? List.of(new Stale("recovery.conf", true)) : stale(target, written);
        }
        link.upstream().forEach(setting -> written.put(setting.name(), setting.value()));
        return stale(target, written);
    }

    private static List<Stale> stale(Target target, Map<String, String> written) {
        Map<String, Running> running =
                target.standby().psql().rows(Running.class, "SELECT name, setting, context FROM pg_settings").stream()
                        .collect(Collectors.toMap(Running::name, Function.identity()));
        return written.keySet().stream()
                .map(running::get)
                .filter(Objects::nonNull)
                .filter(is -> !is.setting().equals(written.get(is.name())))
                .map(is -> new Stale(is.name(), is.context().equals("postmaster")))
                .toList();
    }

    /// What a server to 11 has read of the file cannot be asked: it reads it when it starts. A line that
    /// is still to be written counts as written, so that a plan shows the restart.
    private boolean recoveryConfIsStale(Target target) {
        double started = target.standby()
                .psql()
                .row(Started.class, "SELECT extract(epoch FROM pg_postmaster_start_time()) AS at")
                .at();
        String path = link.standby().dataDirectory() + "/recovery.conf";
        List<String> lines = target.standby()
                .ssh()
                .output(RemoteCommand.of("find", path, "-maxdepth", "0", "-printf", "%T@\\n", "-exec", "cat", "{}", ";")
                        .as("root"))
                .lines()
                .toList();
        return Double.parseDouble(lines.getFirst()) > started
                || !lines.containsAll(
                        link.upstream().stream().map(Setting::line).toList());
    }

    private String log(Target target) {
        String path = "/var/log/postgresql/postgresql-%s-%s.log"
                .formatted(link.version(), link.standby().name());
        return target.standby()
                                        .ssh()
                                        .run(RemoteCommand.of("tail", "-n", "6", path)
                                                .as("root"))
                                instanceof CommandResult.Exited(int status, String text, var _)
                        && status == 0
                ? text.strip()
                : "no log at " + path;
    }

    @Override
    public Plan<Change> plan(Facts facts) {
        return switch (facts.server()) {
            case NONE -> notRunning(facts);
            // The empty instance of the package, seen before it is stopped; any other was found by the
            // preflight.
            case PRIMARY ->
                new Plan.Awaited<>(
                        "start the standby in place of the instance there",
                        ProblemType.DATA_DIRECTORY_IN_USE,
                        List.of(unit("active")));
            case STANDBY -> facts.stale().isEmpty() ? new Plan.InPlace<>() : takesNew(facts.stale());
        };
    }

    private Plan<Change> takesNew(List<Stale> stale) {
        String names = stale.stream().map(Stale::name).collect(Collectors.joining(", "));
        return stale.stream().anyMatch(Stale::restart)
                ? new Plan.Needed<>(
                        Change.RESTART,
                        "restart the standby for " + names,
                        new Effect(Effect.Kind.RESTART, side(), link.standby().unit(), null, null))
                : new Plan.Needed<>(
                        Change.RELOAD,
                        "reload the standby for " + names,
                        new Effect(Effect.Kind.RELOAD, side(), link.standby().unit(), null, null));
    }

    private Plan<Change> notRunning(Facts facts) {
        if (facts.unit() == HostUnits.State.FAILED) {
            String failed = started ? "; it failed: " + facts.log() : "";
            return new Plan.Needed<>(Change.START, "start the standby" + failed, unit("failed"));
        }
        return facts.unit().running()
                ? new Plan.Awaited<>("the standby is starting: " + facts.log(), ProblemType.STANDBY_START_FAILED)
                : new Plan.Needed<>(Change.START, "start the standby", unit("inactive"));
    }

    private Effect unit(String before) {
        return new Effect(Effect.Kind.UNIT, side(), link.standby().unit(), before, "active");
    }

    @Override
    public void apply(Target target, Change change) {
        Node standby = target.standby();
        switch (change) {
            case START -> {
                started = true;
                standby.units().start(link.standby().unit());
            }
            case RELOAD -> standby.psql().change("SELECT pg_reload_conf();", Map.of());
            case RESTART -> standby.restart(link.standby().unit(), target.pulse());
        }
    }

    @Override
    public Undo undo(Target target, Change change) {
        return switch (change) {
            case START -> {
                target.standby().awaitStarted(link.standby().unit(), target.pulse());
                if (StartAgain.isPrimary(target.standby()).orElse(false)) {
                    yield new Undo.Kept("it is no standby any more: somebody has promoted it");
                }
                stopAndWait(target, link.standby().unit());
                yield new Undo.PutBack("stopped the standby");
            }
            case RELOAD, RESTART -> new Undo.PutBack("nothing is left of a reload or a restart");
        };
    }

    /// @throws ProblemException when it still runs after a minute
    public static void stopAndWait(Target target, String unit) {
        HostUnits units = target.standby().units();
        units.stop(unit);
        long deadline = System.nanoTime() + STOPS_WITHIN.toNanos();
        while (units.state(unit).running()) {
            if (System.nanoTime() > deadline) {
                throw new ProblemException(ProblemType.STEP_NOT_SETTLED, unit + " does not stop");
            }
            target.pulse().pause(LOOK_EVERY);
        }
    }

    @Override
    public Class<Change> changeType() {
        return Change.class;
    }

    /// Recovery from the base backup's start to a consistent state comes before the first connection.
    @Override
    public Duration settlesWithin() {
        return Duration.ofMinutes(5);
    }
}
