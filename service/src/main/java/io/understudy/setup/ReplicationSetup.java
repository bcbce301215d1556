package io.understudy.setup;

import io.understudy.job.Procedure;
import io.understudy.standby.CheckFsync;
import io.understudy.standby.CheckPrimary;
import io.understudy.standby.CheckSudo;
import io.understudy.standby.CheckSudo.Right;
import io.understudy.standby.EnsureHbaEntry;
import io.understudy.standby.EnsureHbaLoaded;
import io.understudy.standby.EnsurePassfile;
import io.understudy.standby.EnsureReplicationConnection;
import io.understudy.standby.EnsureReplicationRole;
import io.understudy.standby.EnsureReplicationSlot;
import io.understudy.standby.EnsureStandbyRunning;
import io.understudy.standby.EnsureStreaming;
import io.understudy.standby.StandbyLink;
import io.understudy.step.Check;
import io.understudy.step.Side;
import io.understudy.step.Step;
import java.util.ArrayList;
import java.util.List;

/// What makes a host a streaming standby: everything that is asked before, and every step in order.
public final class ReplicationSetup {
    /// What it runs as somebody else than the login user.
    private static final List<Right> RIGHTS = List.of(
            new Right("root", "find", Side.PRIMARY, Side.STANDBY),
            new Right("root", "test", Side.PRIMARY, Side.STANDBY),
            new Right("root", "install", Side.PRIMARY, Side.STANDBY),
            new Right("root", "dd", Side.PRIMARY, Side.STANDBY),
            new Right("root", "mv", Side.PRIMARY, Side.STANDBY),
            new Right("root", "rm", Side.PRIMARY, Side.STANDBY),
            new Right("root", "rmdir", Side.PRIMARY, Side.STANDBY),
            new Right("root", "systemctl", Side.PRIMARY, Side.STANDBY),
            new Right("root", "systemd-run", Side.STANDBY),
            new Right("root", "tail", Side.STANDBY),
            new Right("root", "pg_createcluster", Side.STANDBY),
            new Right("postgres", "psql", Side.PRIMARY, Side.STANDBY),
            // Not this setup's, but what tells a stopped node from one that does not answer, as soon as
            // it is one.
            new Right("postgres", "pg_ctl", Side.PRIMARY, Side.STANDBY));

    private ReplicationSetup() {}

    static Procedure of(SetupSpec spec) {
        return new Procedure(checks(spec, spec.link()), steps(spec, spec.link()));
    }

    private static List<Check> checks(SetupSpec spec, StandbyLink link) {
        return List.of(
                new CheckSudo(Side.PRIMARY, RIGHTS),
                new CheckSudo(Side.STANDBY, RIGHTS),
                new CheckPrimary(link),
                new CheckVersions(spec),
                new CheckNotSameInstance(spec),
                new CheckInstance(spec),
                new CheckDataDirectory(spec),
                new CheckPort(spec),
                new CheckDiskSpace(spec),
                new CheckWalSpace(spec),
                new CheckLocales(spec),
                new CheckTablespaces(),
                new CheckWalSenders(spec),
                new CheckPrimaryReachable(spec),
                new CheckClock(),
                new CheckFsync());
    }

    /// What is asked before the copy alone, where the rest of a standby is there.
    public static List<Check> copyChecks(SetupSpec spec) {
        return List.of(new CheckDiskSpace(spec), new CheckTablespaces());
    }

    private static List<Step<?, ?>> steps(SetupSpec spec, StandbyLink link) {
        List<Step<?, ?>> steps = new ArrayList<>();
        // The primary learns to feed a standby.
        steps.addAll(archive(spec, Side.PRIMARY));
        steps.add(new EnsurePrimarySettings(spec));
        steps.add(new EnsurePrimarySettingsInEffect(spec));
        steps.add(new EnsureReplicationRole(link));
        steps.add(new EnsureHbaEntry(link));
        steps.add(new EnsureHbaLoaded(link));
        // The way between the two is tried before anything on the standby is given up.
        steps.add(new EnsurePassfile(link));
        steps.add(new EnsureReplicationConnection(link));
        spec.slot().ifPresent(slot -> steps.add(new EnsureReplicationSlot(link, slot)));
        steps.addAll(copySteps(spec));
        // The standby follows.
        steps.add(new EnsureStandbyInstance(spec));
        steps.addAll(archive(spec, Side.STANDBY));
        steps.add(new EnsureStandbySettings(spec));
        steps.add(new EnsureStandbyRunning(link));
        steps.add(new EnsureStreaming(link));
        return List.copyOf(steps);
    }

    /// The copy, made beside and put in place whole.
    public static List<Step<?, ?>> copySteps(SetupSpec spec) {
        return List.of(
                new EnsureBaseBackup(spec),
                new EnsureRecoveryConfiguration(spec.link()),
                new EnsureInstanceStopped(spec),
                new EnsureDataDirectoryVacant(spec),
                new EnsureDataDirectoryInPlace(spec));
    }

    /// A standby archives nothing, but it has the command, and is to be ready to take the primary's part.
    private static List<Step<?, ?>> archive(SetupSpec spec, Side side) {
        return spec.archive()
                .<List<Step<?, ?>>>map(archive -> List.of(
                        new EnsureArchiveDirectory(spec, archive, side),
                        new EnsureArchiveCleanupScript(spec, archive, side),
                        new EnsureArchiveCleanup(spec, archive, side)))
                .orElse(List.of());
    }
}
