package io.understudy.standby;

import io.understudy.postgres.HostFiles.HostFile;
import io.understudy.postgres.Passfile;
import io.understudy.step.Effect;
import io.understudy.step.Plan;
import io.understudy.step.Side;
import io.understudy.step.Step;
import io.understudy.step.Target;
import io.understudy.step.Undo;
import java.util.Optional;

/// The password for the primary, where the standby's PostgreSQL finds it and nobody else.
public final class EnsurePassfile implements Step<Optional<HostFile>, EnsurePassfile.Change> {
    private static final String OWNER = "postgres:postgres";
    private static final String MODE = "600";

    private final StandbyLink link;
    private final Passfile.Entry entry;

    public EnsurePassfile(StandbyLink link) {
        this.link = link;
        this.entry = new Passfile.Entry(link.primaryAddress(), link.primary().port(), link.role());
    }

    record Change(Passfile.Entry entry) {}

    @Override
    public String name() {
        return "ensure-passfile";
    }

    @Override
    public Side side() {
        return Side.STANDBY;
    }

    @Override
    public Optional<HostFile> observe(Target target) {
        return target.standby().files().read(Passfile.PATH);
    }

    @Override
    public Plan<Change> plan(Optional<HostFile> found) {
        boolean closed = found.isPresent()
                && found.get().owner().equals(OWNER)
                && found.get().mode().equals(MODE);
        if (closed && new Passfile(found.get().text()).holds(entry, link.password())) {
            return new Plan.InPlace<>();
        }
        String line = "%s:%d:replication:%s:(hidden)\n".formatted(entry.host(), entry.port(), entry.role());
        return new Plan.Needed<>(
                new Change(entry),
                "keep the password of %s in %s".formatted(entry.role(), Passfile.PATH),
                new Effect(Effect.Kind.FILE, side(), Passfile.PATH, found.isEmpty() ? null : "(hidden)\n", line));
    }

    /// libpq ignores the file when others may read it (manual, 34.16), so owner and mode are part of the write.
    @Override
    public void apply(Target target, Change change) {
        String text = observe(target).map(HostFile::text).orElse("");
        String with = new Passfile(text).with(change.entry(), link.password()).text();
        target.standby().files().write(Passfile.PATH, new HostFile(with, OWNER, MODE));
    }

    @Override
    public Undo undo(Target target, Change change) {
        Optional<HostFile> found = observe(target);
        if (found.isPresent()) {
            Passfile rest = new Passfile(found.get().text()).without(change.entry());
            if (rest.text().isBlank()) {
                target.standby().files().remove(Passfile.PATH);
            } else {
                target.standby().files().write(Passfile.PATH, found.get().withText(rest.text()));
            }
        }
        return new Undo.PutBack("removed the password of " + change.entry().role());
    }

    @Override
    public Class<Change> changeType() {
        return Change.class;
    }
}
