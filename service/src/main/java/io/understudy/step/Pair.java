package io.understudy.step;

/// Which two nodes of a target a step works between, when it is not the primary and its standby: a
/// switchover turns the direction round, and the siblings follow the new primary.
public sealed interface Pair {
    /// The target as a step sees it that only knows an upstream and its standby.
    Target of(Target target);

    /// What the step calls one side, as people know it: by the part that the node had when the job began.
    Side known(Side side);

    /// The old primary as the standby of the new one.
    record Reversed() implements Pair {
        @Override
        public Target of(Target target) {
            return new Target(target.standby(), target.primary(), target.pulse());
        }

        @Override
        public Side known(Side side) {
            return switch (side) {
                case PRIMARY -> Side.STANDBY;
                case STANDBY -> Side.PRIMARY;
            };
        }
    }

    /// A sibling as the standby of the new primary.
    ///
    /// @param index among the target's siblings
    record Sibling(int index) implements Pair {
        @Override
        public Target of(Target target) {
            return new Target(target.standby(), target.siblings().get(index), target.pulse());
        }

        @Override
        public Side known(Side side) {
            return Side.STANDBY;
        }
    }
}
