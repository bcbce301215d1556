package io.understudy.standby;

import io.understudy.problem.ProblemType;
import io.understudy.step.Effect;
import io.understudy.step.Plan;
import io.understudy.step.Side;
import io.understudy.step.Step;
import io.understudy.step.Target;
import io.understudy.step.Undo;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The slot that keeps WAL for this standby. It is made before the base backup: made after it, there is a gap in which
/// the
/// primary may already have removed WAL that the new standby needs.
public final class EnsureReplicationSlot
        implements Step<Optional<EnsureReplicationSlot.Slot>, EnsureReplicationSlot.Change> {
    private static final int TRIES = 25;

    private final StandbyLink link;
    private final String slot;

    public EnsureReplicationSlot(StandbyLink link, String slot) {
        this.link = link;
        this.slot = slot;
    }

    /// @param usedFrom address of the walreceiver that holds it now; absent when nobody does
    record Slot(String type, @Nullable String usedFrom) {}

    record Change(String slot) {}

    @Override
    public String name() {
        return "ensure-replication-slot";
    }

    @Override
    public Side side() {
        return Side.PRIMARY;
    }

    @Override
    public Optional<Slot> observe(Target target) {
        return target.primary().psql().rows(Slot.class, """
                SELECT s.slot_type AS type, host(r.client_addr) AS used_from
                  FROM pg_replication_slots s LEFT JOIN pg_stat_replication r ON r.pid = s.active_pid
                 WHERE s.slot_name = :'slot'
                """, Map.of("slot", slot)).stream()
                .findFirst();
    }

    @Override
    public Plan<Change> plan(Optional<Slot> found) {
        return switch (found.orElse(null)) {
            case null ->
                new Plan.Needed<>(
                        new Change(slot),
                        "create physical slot " + slot,
                        new Effect(Effect.Kind.SLOT, side(), slot, null, "physical, WAL kept from now on"));
            case Slot(String type, var _)
            when !type.equals("physical") ->
                new Plan.Blocked<>(ProblemType.SLOT_IN_USE, "slot %s exists and is %s".formatted(slot, type));
            case Slot(var _, String from)
            when from != null && !from.equals(link.standbyAddress()) ->
                new Plan.Blocked<>(ProblemType.SLOT_IN_USE, "slot %s is used by a standby at %s".formatted(slot, from));
            case Slot _ -> new Plan.InPlace<>();
        };
    }

    @Override
    public void apply(Target target, Change change) {
        target.primary()
                .psql()
                .change("SELECT pg_create_physical_replication_slot(:'slot', true);", Map.of("slot", change.slot()));
    }

    /// By now the standby is stopped, or gone without a word: then the primary holds its walsender for another minute
    /// (`wal_sender_timeout`), and with it the slot.
    @Override
    public Undo undo(Target target, Change change) {
        Optional<Slot> found = observe(target);
        for (int i = 0; i < TRIES && isOurs(found); i++) {
            target.primary()
                    .psql()
                    .change(
                            "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = :'slot';",
                            Map.of("slot", change.slot()));
            target.pulse().pause(Duration.ofMillis(200));
            found = observe(target);
        }
        if (found.isPresent() && found.get().usedFrom() != null) {
            return new Undo.Kept("slot %s is in use from %s"
                    .formatted(change.slot(), found.get().usedFrom()));
        }
        target.primary()
                .psql()
                .change(
                        "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = :'slot';",
                        Map.of("slot", change.slot()));
        return new Undo.PutBack("dropped slot " + change.slot());
    }

    private boolean isOurs(Optional<Slot> found) {
        return found.map(Slot::usedFrom).filter(link.standbyAddress()::equals).isPresent();
    }

    @Override
    public Class<Change> changeType() {
        return Change.class;
    }
}
