package io.understudy.standby;

import io.understudy.postgres.HostFiles.HostFile;
import io.understudy.postgres.HostUnits;
import io.understudy.postgres.ManagedConf;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.ssh.CommandResult;
import io.understudy.ssh.RemoteCommand;
import io.understudy.step.Effect;
import io.understudy.step.Plan;
import io.understudy.step.Side;
import io.understudy.step.Step;
import io.understudy.step.Target;
import io.understudy.step.Undo;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The standby takes connections, is in recovery, and runs with the settings that are written down for it.
public final class EnsureStandbyRunning implements Step<EnsureStandbyRunning.Facts, EnsureStandbyRunning.Change> {
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final Duration STOPS_WITHIN = Duration.ofMinutes(1);

    private final StandbyLink link;

    public EnsureStandbyRunning(StandbyLink link) {
        this.link = link;
    }

    /// @param server what answers on the standby's port
    /// @param stale settings that are written down and not in effect
    /// @param log the last lines of the server's log when the unit failed
    record Facts(HostUnits.State unit, Server server, List<String> stale, String log) {
        enum Server {
            NONE,
            STANDBY,
            PRIMARY
        }
    }

    /// @param restart false when it was not running at all
    record Change(boolean restart) {}

    private record Recovery(boolean standby) {}

    private record Row(String name, String setting) {}

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
            return new Facts(unit, standby ? Facts.Server.STANDBY : Facts.Server.PRIMARY, stale(target), "");
        } catch (ProblemException notUp) {
            if (notUp.type() != ProblemType.POSTGRES_UNAVAILABLE) {
                throw notUp;
            }
            return new Facts(unit, Facts.Server.NONE, List.of(), notUp.detail());
        }
    }

    private List<String> stale(Target target) {
        Map<String, String> written = ManagedConf.parse(target.standby()
                        .files()
                        .read(link.standby().managedConf())
                        .map(HostFile::text)
                        .orElse(""))
                .settings();
        Map<String, String> running =
                target.standby().psql().rows(Row.class, "SELECT name, setting FROM pg_settings").stream()
                        .collect(Collectors.toMap(Row::name, Row::setting));
        return written.entrySet().stream()
                .filter(entry -> !entry.getValue().equals(running.get(entry.getKey())))
                .map(Map.Entry::getKey)
                .toList();
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
            // The empty instance of the package, seen before it is stopped; any other was found by the preflight.
            case PRIMARY ->
                new Plan.Awaited<>(
                        "start the standby in place of the instance there",
                        ProblemType.DATA_DIRECTORY_IN_USE,
                        List.of(unit("active")));
            case STANDBY ->
                facts.stale().isEmpty()
                        ? new Plan.InPlace<>()
                        : new Plan.Needed<>(
                                new Change(true),
                                "restart the standby for " + String.join(", ", facts.stale()),
                                unit("active"));
        };
    }

    private Plan<Change> notRunning(Facts facts) {
        if (facts.unit() == HostUnits.State.FAILED) {
            return new Plan.Needed<>(
                    new Change(false), "start the standby; it failed before: " + facts.log(), unit("failed"));
        }
        return facts.unit().running()
                ? new Plan.Awaited<>("the standby is starting: " + facts.log(), ProblemType.STANDBY_START_FAILED)
                : new Plan.Needed<>(new Change(false), "start the standby", unit("inactive"));
    }

    private Effect unit(String before) {
        return new Effect(Effect.Kind.UNIT, side(), link.standby().unit(), before, "active");
    }

    @Override
    public void apply(Target target, Change change) {
        if (change.restart()) {
            target.standby().units().restart(link.standby().unit());
        } else {
            target.standby().units().start(link.standby().unit());
        }
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
    public Undo undo(Target target, Change change) {
        if (change.restart()) {
            return new Undo.PutBack("a restart leaves nothing to put back");
        }
        stopAndWait(target, link.standby().unit());
        return new Undo.PutBack("stopped the standby");
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
