package io.understudy.job;

import io.understudy.problem.ProblemType;
import io.understudy.step.Effect;
import io.understudy.step.Plan;
import io.understudy.step.Side;
import io.understudy.step.Step;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@Schema(description = "What one step would do.")
public record PlannedStep(
        @Schema(description = "Stable name of the step.", examples = "ensure-replication-slot")
        String name,

        @Schema(description = "On the primary's or the standby's host; absent for another host.", examples = "PRIMARY")
        @Nullable
        Side side,

        @Schema(description = "Name of that host.", examples = "db1")
        String host,

        @Schema(description = "What it found.", examples = "NEEDED")
        Action action,

        @Schema(
                description = "In a sentence; absent when nothing is to do.",
                examples = "create physical slot understudy_db2_main")
        @Nullable
        String summary,

        @Schema(description = "Code of the problem that stands in the way, if one does.", examples = "SLOT_IN_USE")
        @Nullable
        String code,

        @Schema(description = "What it would touch.") List<EffectView> effects) {
    @Schema(name = "PlannedAction", description = """
            IN_PLACE: nothing to do. NEEDED: one write. AWAITED: depends on steps before it; effects tell what it will then touch. \
            BLOCKED: stands in the way of the job.""")
    public enum Action {
        IN_PLACE,
        NEEDED,
        AWAITED,
        BLOCKED
    }

    boolean sameAs(@Nullable PlannedStep other) {
        return other != null
                && action == other.action
                && host.equals(other.host)
                && touches().equals(other.touches());
    }

    private List<EffectView> touches() {
        return effects.stream()
                .filter(effect -> effect.kind() != Effect.Kind.BASE_BACKUP)
                .toList();
    }

    static PlannedStep of(Step<?, ?> step, String host, Plan<?> plan) {
        return switch (plan) {
            case Plan.InPlace<?> _ -> of(step, host, Action.IN_PLACE, null, null, List.of());
            case Plan.Needed<?>(var _, String summary, List<Effect> effects) ->
                of(step, host, Action.NEEDED, summary, null, effects);
            case Plan.Awaited<?>(String summary, var _, List<Effect> effects) ->
                of(step, host, Action.AWAITED, summary, null, effects);
            case Plan.Blocked<?>(ProblemType why, String detail) ->
                of(step, host, Action.BLOCKED, detail, why.code(), List.of());
        };
    }

    private static PlannedStep of(
            Step<?, ?> step,
            String host,
            Action action,
            @Nullable String summary,
            @Nullable String code,
            List<Effect> effects) {
        List<EffectView> views = effects.stream().map(EffectView::of).toList();
        return new PlannedStep(step.name(), step.side(), host, action, summary, code, views);
    }
}
