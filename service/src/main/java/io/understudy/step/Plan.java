package io.understudy.step;

import io.understudy.problem.ProblemType;
import java.util.List;

/// What a step decides after looking.
public sealed interface Plan<C> {
    /// Nothing to do.
    record InPlace<C>() implements Plan<C> {}

    /// One write is due. The effects are what a person sees of it, secrets hidden.
    record Needed<C>(C change, String summary, List<Effect> effects) implements Plan<C> {
        public Needed {
            effects = List.copyOf(effects);
        }

        public Needed(C change, String summary, Effect effect) {
            this(change, summary, List.of(effect));
        }
    }

    /// Nothing to write now, but not yet true. When the step's time is up, it fails with this problem.
    ///
    /// @param effects what the step will do once the steps before it have made it possible
    record Awaited<C>(String summary, ProblemType otherwise, List<Effect> effects) implements Plan<C> {
        public Awaited {
            effects = List.copyOf(effects);
        }

        public Awaited(String summary, ProblemType otherwise) {
            this(summary, otherwise, List.of());
        }
    }

    /// Must not go on; a person has to decide or to mend something.
    record Blocked<C>(ProblemType why, String detail) implements Plan<C> {}
}
