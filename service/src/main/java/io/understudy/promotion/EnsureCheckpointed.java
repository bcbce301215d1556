package io.understudy.promotion;

import io.understudy.step.Plan;
import io.understudy.step.Side;
import io.understudy.step.Step;
import io.understudy.step.Target;
import io.understudy.step.Undo;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A checkpoint while writes still flow, so that the one at the stop has little left to write.
final class EnsureCheckpointed implements Step<Boolean, EnsureCheckpointed.Change> {
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private volatile boolean done;

    record Change() {}

    @Override
    public String name() {
        return "ensure-checkpointed";
    }

    @Override
    public Side side() {
        return Side.PRIMARY;
    }

    /// Under load there is always something left again, so that one has been made is all there is to know.
    @Override
    public Boolean observe(Target target) {
        return done;
    }

    @Override
    public Plan<Change> plan(Boolean made) {
        return made
                ? new Plan.InPlace<>()
                : new Plan.Needed<>(new Change(), "checkpoint, so that the stop is short", List.of());
    }

    @Override
    public void apply(Target target, Change change) {
        target.primary().psql().change("SET statement_timeout = 0; CHECKPOINT;", Map.of(), LIMIT);
        done = true;
    }

    @Override
    public Undo undo(Target target, Change change) {
        return new Undo.PutBack("a checkpoint leaves nothing to put back");
    }

    @Override
    public Class<Change> changeType() {
        return Change.class;
    }
}
