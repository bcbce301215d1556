package io.understudy.setup;

import io.understudy.job.Procedure;
import io.understudy.step.Check;
import io.understudy.step.Side;
import io.understudy.step.Step;
import java.util.ArrayList;
import java.util.List;

/// What makes a host a streaming standby: everything that is asked before, and every step in order.
final class ReplicationSetup {
    private ReplicationSetup() {}

    static Procedure of(SetupSpec spec) {
        return new Procedure(checks(spec), steps(spec));
    }

    private static List<Check> checks(SetupSpec spec) {
        return List.of(
                new CheckSudo(spec, Side.PRIMARY),
                new CheckSudo(spec, Side.STANDBY),
                new CheckPrimary(spec),
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

    private static List<Step<?, ?>> steps(SetupSpec spec) {
        List<Step<?, ?>> steps = new ArrayList<>();
        // The primary learns to feed a standby.
        spec.archive().ifPresent(archive -> {
            steps.add(new EnsureArchiveDirectory(spec, archive));
            steps.add(new EnsureArchiveCleanupScript(spec, archive));
            steps.add(new EnsureArchiveCleanup(spec, archive));
        });
        steps.add(new EnsurePrimarySettings(spec));
        steps.add(new EnsurePrimarySettingsInEffect(spec));
        steps.add(new EnsureReplicationRole(spec));
        steps.add(new EnsureHbaEntry(spec));
        steps.add(new EnsureHbaLoaded(spec));
        // The way between the two is tried before anything on the standby is given up.
        steps.add(new EnsurePassfile(spec));
        steps.add(new EnsureReplicationConnection(spec));
        spec.slot().ifPresent(slot -> steps.add(new EnsureReplicationSlot(spec, slot)));
        // The copy, made beside and put in place whole.
        steps.add(new EnsureBaseBackup(spec));
        steps.add(new EnsureRecoveryConfiguration(spec));
        steps.add(new EnsureInstanceStopped(spec));
        steps.add(new EnsureDataDirectoryVacant(spec));
        steps.add(new EnsureDataDirectoryInPlace(spec));
        // The standby follows.
        steps.add(new EnsureStandbyInstance(spec));
        steps.add(new EnsureStandbySettings(spec));
        steps.add(new EnsureStandbyRunning(spec));
        steps.add(new EnsureStreaming(spec));
        return List.copyOf(steps);
    }
}
