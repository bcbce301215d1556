package io.understudy.setup;

import io.understudy.postgres.HostFiles.HostFile;
import io.understudy.standby.RecoveryConfiguration;
import io.understudy.standby.StandbyLink;
import io.understudy.step.Effect;
import io.understudy.step.Node;
import io.understudy.step.Plan;
import io.understudy.step.Side;
import io.understudy.step.Step;
import io.understudy.step.Target;
import io.understudy.step.Undo;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tells the copy that it is a standby and whom to follow, before it gets the data directory's name: a copy that starts
/// without this would be a second primary. What the primary had in `postgresql.auto.conf` comes along with the copy.
final class EnsureRecoveryConfiguration implements Step<RecoveryConfiguration, EnsureRecoveryConfiguration.Change> {
    /// Belongs to the instance, not to the copy.
    private static final String PORT = "port";

    private final StandbyLink link;

    EnsureRecoveryConfiguration(StandbyLink link) {
        this.link = link;
    }

    /// @param before text of the file that names the upstream; absent when there was none
    record Change(String directory, @Nullable String before, String after) {}

    @Override
    public String name() {
        return "ensure-recovery-configuration";
    }

    @Override
    public Side side() {
        return Side.STANDBY;
    }

    /// The copy is in place already, or still beside it.
    @Override
    public RecoveryConfiguration observe(Target target) {
        String directory = DataDirectory.read(target.standby()).isStandbyOf(link.systemIdentifier())
                ? link.standby().dataDirectory()
                : Staging.data(link.standby());
        return RecoveryConfiguration.read(target.standby().files(), link, directory);
    }

    @Override
    public Plan<Change> plan(RecoveryConfiguration found) {
        String after = found.wanted(PORT);
        if (found.follows(after)) {
            return new Plan.InPlace<>();
        }
        return new Plan.Needed<>(
                new Change(found.directory(), found.text(), after),
                "make the copy a standby of %s port %d"
                        .formatted(link.primaryAddress(), link.primary().port()),
                new Effect(Effect.Kind.FILE, side(), found.path(), found.text(), after));
    }

    @Override
    public void apply(Target target, Change change) {
        RecoveryConfiguration.read(target.standby().files(), link, change.directory())
                .write(target.standby().files(), change.after());
    }

    /// In a copy that is removed there is nothing left to put back; a standby that runs goes back to whom it followed.
    @Override
    public Undo undo(Target target, Change change) {
        Node standby = target.standby();
        RecoveryConfiguration found = RecoveryConfiguration.read(standby.files(), link, change.directory());
        if (change.before() == null || !standby.files().exists(change.directory())) {
            return new Undo.PutBack("followed nobody before");
        }
        standby.files().write(found.path(), new HostFile(change.before(), "postgres:postgres", "600"));
        if (change.directory().equals(link.standby().dataDirectory())
                && standby.units().state(link.standby().unit()).running()) {
            if (link.version().upstreamByReload()) {
                standby.psql().change("SELECT pg_reload_conf();", Map.of());
            } else {
                standby.restart(link.standby().unit(), target.pulse());
            }
        }
        return new Undo.PutBack("follows whom it followed before");
    }

    @Override
    public Class<Change> changeType() {
        return Change.class;
    }
}
