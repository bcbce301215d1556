package io.understudy.cutover;

import io.understudy.step.Check;
import io.understudy.step.Elsewhere;
import io.understudy.step.Place;
import io.understudy.step.Side;
import io.understudy.step.Step;
import io.understudy.step.Target;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the kinds of cut-over steps have in common as steps of a procedure.
interface CutOverWork<F, C> extends Step<F, C> {
    CutOverStep asked();

    /// What the preflight has to say of it: whether it could be done on its host.
    List<Check.Finding> findings(Target target);

    @Override
    default String name() {
        return CutOver.stepName(asked().name());
    }

    @Override
    default @Nullable Side side() {
        return null;
    }

    @Override
    default Place place(Target target) {
        return Optional.ofNullable(asked().hostId()).map(target::place).orElseGet(() -> new Elsewhere(asked().name()));
    }

    default Duration limit() {
        return Duration.ofSeconds(asked().timeoutSeconds());
    }

    @Override
    default Duration settlesWithin() {
        return limit();
    }

    /// A host of the application that is gone must not hold up the database for longer than it may.
    @Override
    default Duration hostPatience(Duration usual) {
        return usual.compareTo(limit()) < 0 ? usual : limit();
    }
}
