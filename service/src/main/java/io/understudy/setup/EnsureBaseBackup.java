package io.understudy.setup;

import io.understudy.postgres.HostUnits;
import io.understudy.postgres.Instance;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.ssh.CommandResult;
import io.understudy.ssh.RemoteCommand;
import io.understudy.standby.EnsureStandbyRunning;
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

/// A whole copy of the primary's data beside the standby's data directory.
///
/// `pg_basebackup` runs as a transient unit of the host's systemd, which outlives our connection and us: whoever comes
/// back
/// finds it by its name and waits on. A name is given to one unit at a time, so no second copy can be made beside the
/// first.
final class EnsureBaseBackup implements Step<EnsureBaseBackup.Facts, EnsureBaseBackup.Change> {
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    private final SetupSpec spec;
    private final Instance standby;
    private final String unit;

    EnsureBaseBackup(SetupSpec spec) {
        this.spec = spec;
        this.standby = spec.standby();
        this.unit = "understudy-basebackup-%s-%s.service".formatted(spec.version(), standby.name());
    }

    /// @param bytes size of the primary's databases; 0 when nobody asks because the copy is there
    record Facts(DataDirectory data, Staging staging, HostUnits.State unit, long bytes) {}

    record Change(String staging) {}

    private record Size(long bytes) {}

    @Override
    public String name() {
        return "ensure-base-backup";
    }

    @Override
    public Side side() {
        return Side.STANDBY;
    }

    @Override
    public Facts observe(Target target) {
        DataDirectory data = DataDirectory.read(target.standby());
        if (data.isStandbyOf(spec.systemIdentifier())) {
            return new Facts(data, new Staging(false, false, null), HostUnits.State.INACTIVE, 0);
        }
        return new Facts(
                data, Staging.read(target.standby()), target.standby().units().state(unit), size(target));
    }

    private static long size(Target target) {
        return target.primary()
                .psql()
                .row(Size.class, "SELECT sum(pg_database_size(oid)) AS bytes FROM pg_database")
                .bytes();
    }

    @Override
    public Plan<Change> plan(Facts facts) {
        boolean ours = spec.label().equals(facts.staging().owner());
        if (facts.data().isStandbyOf(spec.systemIdentifier())
                || (facts.staging().complete() && ours)) {
            return new Plan.InPlace<>();
        }
        if (facts.unit().running() && !ours) {
            return new Plan.Blocked<>(
                    ProblemType.DATA_DIRECTORY_IN_USE,
                    "another copy into %s is under way".formatted(standby.stagingDirectory()));
        }
        if (facts.staging().foreign()) {
            return new Plan.Blocked<>(
                    ProblemType.DATA_DIRECTORY_NOT_EMPTY, standby.stagingDirectory() + " exists and is not ours");
        }
        return new Plan.Needed<>(
                new Change(standby.stagingDirectory()),
                "copy %d MiB from the primary".formatted(facts.bytes() >> 20),
                new Effect(
                        Effect.Kind.BASE_BACKUP, side(), standby.dataDirectory(), null, Long.toString(facts.bytes())));
    }

    @Override
    public void apply(Target target, Change change) {
        Node node = target.standby();
        if (!node.units().state(unit).running()) {
            begin(node);
        }
        follow(target);
    }

    private void begin(Node node) {
        root(node, Duration.ofMinutes(10), "rm", "-rf", "--one-file-system", "--", standby.stagingDirectory());
        node.files()
                .makeDirectory(
                        "postgres:postgres", "700", standby.stagingDirectory(), Staging.owner(standby, spec.label()));
        if (node.units().state(unit) == HostUnits.State.FAILED) {
            root(node, Duration.ofSeconds(30), "systemctl", "reset-failed", unit);
        }
        root(node, Duration.ofSeconds(30), systemdRun().toArray(String[]::new));
    }

    /// The mark is made by systemd, and only after pg_basebackup has ended well.
    private List<String> systemdRun() {
        List<String> argv = new ArrayList<>(List.of(
                "systemd-run",
                "--quiet",
                "--no-block",
                "--unit=" + unit,
                "--uid=postgres",
                "--property=Type=oneshot",
                "--property=UMask=0077",
                "--property=WorkingDirectory=/",
                "--property=StandardError=file:" + Staging.said(standby),
                "--property=ExecStartPost=/usr/bin/touch " + Staging.complete(standby),
                standby.program("pg_basebackup"),
                "--pgdata=" + Staging.data(standby),
                "--dbname=host=%s port=%d user=%s application_name=%s"
                        .formatted(spec.primaryAddress(), spec.primary().port(), spec.role(), spec.applicationName()),
                "--checkpoint=fast",
                "-X",
                "stream",
                "--progress",
                "--no-password"));
        spec.slot().ifPresent(slot -> argv.add("--slot=" + slot));
        return argv;
    }

    private void follow(Target target) {
        Node node = target.standby();
        while (node.units().state(unit).running()) {
            tell(target);
            target.pulse().pause(LOOK_EVERY);
        }
        Staging staging = Staging.read(node);
        if (!staging.complete()) {
            throw failure(said(node));
        }
    }

    private ProblemException failure(String said) {
        String last = said.lines()
                .filter(line -> !line.isBlank())
                .reduce((_, line) -> line)
                .orElse("it said nothing");
        return said.contains("No space left on device")
                ? new ProblemException(ProblemType.DISK_FULL, "the standby's disk filled up during the copy: " + last)
                : new ProblemException(ProblemType.BASE_BACKUP_FAILED, "pg_basebackup: " + last);
    }

    private void tell(Target target) {
        CopyProgress.parse(said(target.standby()))
                .ifPresent(copied -> target.pulse().copied(copied.doneBytes(), copied.totalBytes()));
    }

    private String said(Node node) {
        return node.ssh()
                                        .run(RemoteCommand.of("tail", "-c", "2000", Staging.said(standby))
                                                .as("root"))
                                instanceof CommandResult.Exited(int status, String text, var _)
                        && status == 0
                ? text.replace('\r', '\n')
                : "";
    }

    private static void root(Node node, Duration within, String... argv) {
        node.ssh().output(RemoteCommand.of(argv).as("root").changing().within(within));
    }

    /// Stops the copy before it removes it. Once the copy is the data directory, the folder is gone and nothing is
    /// removed here.
    @Override
    public Undo undo(Target target, Change change) {
        Node node = target.standby();
        if (node.units().state(unit).running()) {
            EnsureStandbyRunning.stopAndWait(target, unit);
        }
        Staging staging = Staging.read(node);
        if (spec.label().equals(staging.owner()) || (staging.owner() == null && !staging.foreign())) {
            root(node, Duration.ofMinutes(10), "rm", "-rf", "--one-file-system", "--", change.staging());
        }
        return new Undo.PutBack("removed the copy");
    }

    @Override
    public Class<Change> changeType() {
        return Change.class;
    }
}
