package io.understudy.cutover;

import io.understudy.step.Place;
import io.understudy.step.PreflightCheck;
import io.understudy.step.Side;
import io.understudy.step.Target;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One cut-over step could be done: its host can be reached, sudo allows it, and what it is about is there.
record CheckCutOver(CutOverWork<?, ?> work) implements PreflightCheck {
    @Override
    public String name() {
        return CutOver.checkName(work.asked().name());
    }

    @Override
    public @Nullable Side side() {
        return work.side();
    }

    @Override
    public Place place(Target target) {
        return work.place(target);
    }

    @Override
    public List<Finding> findings(Target target) {
        return work.findings(target);
    }
}
