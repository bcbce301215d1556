package io.understudy.step;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/// A step done between two other nodes than the primary and its standby.
///
/// @param name the step's own; with the host's name where a procedure has the step more than once
public record Between<F, C>(Step<F, C> step, Pair pair, String name) implements Step<F, C> {
    /// The step with the two parts turned round.
    public static <F, C> Step<F, C> reversed(Step<F, C> step) {
        return new Between<>(step, new Pair.Reversed(), step.name());
    }

    /// The step for a sibling that is to follow the new primary.
    public static <F, C> Step<F, C> ofSibling(Step<F, C> step, int index, String host) {
        return new Between<>(step, new Pair.Sibling(index), step.name() + "-of-" + host);
    }

    @Override
    public Side side() {
        return pair.known(Objects.requireNonNull(step.side(), name));
    }

    @Override
    public Place place(Target target) {
        return step.place(pair.of(target));
    }

    @Override
    public F observe(Target target) {
        return step.observe(pair.of(target));
    }

    @Override
    public Plan<C> plan(F facts) {
        return known(step.plan(facts));
    }

    @Override
    public Plan<C> foreseen(F facts) {
        return known(step.foreseen(facts));
    }

    private Plan<C> known(Plan<C> plan) {
        return switch (plan) {
            case Plan.Needed<C>(C change, String summary, List<Effect> effects) ->
                new Plan.Needed<>(change, summary, known(effects));
            case Plan.Awaited<C> awaited ->
                new Plan.Awaited<>(awaited.summary(), awaited.otherwise(), known(awaited.effects()));
            case Plan.InPlace<C> inPlace -> inPlace;
            case Plan.Blocked<C> blocked -> blocked;
        };
    }

    private List<Effect> known(List<Effect> effects) {
        return effects.stream()
                .map(effect -> new Effect(
                        effect.kind(),
                        pair.known(Objects.requireNonNull(effect.side(), name)),
                        effect.object(),
                        effect.before(),
                        effect.after()))
                .toList();
    }

    @Override
    public void apply(Target target, C change) {
        step.apply(pair.of(target), change);
    }

    @Override
    public Undo undo(Target target, C change) {
        return step.undo(pair.of(target), change);
    }

    @Override
    public Class<C> changeType() {
        return step.changeType();
    }

    @Override
    public Duration settlesWithin() {
        return step.settlesWithin();
    }

    @Override
    public Duration hostPatience(Duration usual) {
        return step.hostPatience(usual);
    }
}
