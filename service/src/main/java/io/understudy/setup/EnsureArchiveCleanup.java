package io.understudy.setup;

import io.understudy.postgres.HostFiles.HostFile;
import io.understudy.postgres.Instance;
import io.understudy.problem.ProblemType;
import io.understudy.setup.OwnedFile.Change;
import io.understudy.setup.SetupSpec.ArchiveSpec;
import io.understudy.step.Plan;
import io.understudy.step.Side;
import io.understudy.step.Step;
import io.understudy.step.Target;
import io.understudy.step.Undo;
import java.util.Optional;

/// cron cleans the archive, as the user postgres.
final class EnsureArchiveCleanup implements Step<EnsureArchiveCleanup.Facts, Change> {
    private static final String CRON = "/usr/sbin/cron";

    private final Side side;
    private final CronSchedule schedule;
    private final OwnedFile entry;

    EnsureArchiveCleanup(SetupSpec spec, ArchiveSpec archive, Side side) {
        Instance instance = spec.instance(side);
        this.side = side;
        this.schedule = new CronSchedule(archive.schedule());
        this.entry = new OwnedFile(
                path(instance),
                new HostFile(
                        "# Written by Understudy: changes by hand are lost.\n%s postgres %s\n"
                                .formatted(schedule.text(), EnsureArchiveCleanupScript.path(instance)),
                        "root:root",
                        "644"));
    }

    /// cron takes no file whose name has a dot in it, as that of 9.6 would have (cron(8)).
    static String path(Instance instance) {
        String version = instance.version().toString().replace('.', '-');
        return "/etc/cron.d/understudy-archive-%s-%s".formatted(version, instance.name());
    }

    /// @param cron whether cron is installed
    record Facts(boolean cron, Optional<HostFile> found) {}

    @Override
    public String name() {
        return switch (side) {
            case PRIMARY -> "ensure-archive-cleanup";
            case STANDBY -> "ensure-standby-archive-cleanup";
        };
    }

    @Override
    public Side side() {
        return side;
    }

    @Override
    public Facts observe(Target target) {
        return new Facts(
                target.on(side).files().exists(CRON), target.on(side).files().read(entry.path()));
    }

    @Override
    public Plan<Change> plan(Facts facts) {
        if (!schedule.isValid()) {
            return new Plan.Blocked<>(
                    ProblemType.VALIDATION_FAILED,
                    "archive.cleanupSchedule is no schedule of cron: " + schedule.text());
        }
        if (!facts.cron()) {
            return new Plan.Blocked<>(ProblemType.CRON_NOT_FOUND, "there is no " + CRON);
        }
        return facts.found().equals(Optional.of(entry.wanted()))
                ? new Plan.InPlace<>()
                : new Plan.Needed<>(
                        entry.change(facts.found()),
                        "let cron clean the archive at %s".formatted(schedule.text()),
                        entry.effect(side(), facts.found()));
    }

    @Override
    public void apply(Target target, Change change) {
        target.on(side).files().write(change.path(), change.after());
    }

    @Override
    public Undo undo(Target target, Change change) {
        return OwnedFile.undo(target.on(side).files(), change);
    }

    @Override
    public Class<Change> changeType() {
        return Change.class;
    }
}
