package io.understudy.standby;

import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.step.Effect;
import io.understudy.step.Plan;
import io.understudy.step.Side;
import io.understudy.step.Step;
import io.understudy.step.Target;
import java.util.List;
import java.util.Map;

/// The slots on the old primary of those who follow the new one now: nobody uses them any more, and a slot
/// that nobody uses keeps WAL until the disk is full, on a standby too.
public final class EnsureSlotsDropped implements Step.Onward<EnsureSlotsDropped.Facts, EnsureSlotsDropped.Change> {
    private final List<String> slots;

    public EnsureSlotsDropped(List<String> slots) {
        this.slots = List.copyOf(slots);
    }

    /// @param standby whether the old primary is one by now
    record Facts(boolean standby, List<String> unused) {}

    record Change(List<String> slots) {}

    private record Found(boolean standby, List<String> unused) {}

    @Override
    public String name() {
        return "ensure-slots-dropped";
    }

    @Override
    public Side side() {
        return Side.PRIMARY;
    }

    @Override
    public Facts observe(Target target) {
        try {
            Found found = target.primary()
                    .psql()
                    .rows(Found.class, """
                            SELECT pg_is_in_recovery() AS standby,
                                   coalesce((SELECT json_agg(slot_name ORDER BY slot_name) FROM pg_replication_slots
                                              WHERE slot_name = ANY (:'slots') AND NOT active), '[]') AS unused
                            """, Map.of("slots", "{" + String.join(",", slots) + "}"))
                    .getFirst();
            return new Facts(found.standby(), found.unused());
        } catch (ProblemException stopped) {
            if (stopped.type() != ProblemType.POSTGRES_UNAVAILABLE) {
                throw stopped;
            }
            return new Facts(false, slots);
        }
    }

    @Override
    public Plan<Change> plan(Facts facts) {
        String summary = "drop %s, which nobody uses any more".formatted(String.join(", ", slots));
        List<Effect> effects = slots.stream()
                .map(slot -> new Effect(Effect.Kind.SLOT, side(), slot, "physical", null))
                .toList();
        if (!facts.standby()) {
            return new Plan.Awaited<>(summary, ProblemType.STEP_NOT_SETTLED, effects);
        }
        return facts.unused().isEmpty()
                ? new Plan.InPlace<>()
                : new Plan.Needed<>(new Change(facts.unused()), summary, effects);
    }

    @Override
    public void apply(Target target, Change change) {
        change.slots()
                .forEach(slot -> target.primary()
                        .psql()
                        .change(
                                "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = :'slot' AND NOT active;",
                                Map.of("slot", slot)));
    }

    @Override
    public Class<Change> changeType() {
        return Change.class;
    }
}
