package io.understudy.step;

import java.util.List;

/// A check asked of two other nodes than the primary and its standby.
///
/// @param name the check's own with the host's name
public record CheckBetween(Check check, Pair pair, String name) implements Check {
    /// The check for a sibling, which is the standby in it.
    public static CheckBetween ofSibling(Check check, int index, String host) {
        return new CheckBetween(check, new Pair.Sibling(index), check.name() + "-of-" + host);
    }

    @Override
    public Side side() {
        return pair.known(check.side());
    }

    @Override
    public Node node(Target target) {
        return check.node(pair.of(target));
    }

    @Override
    public List<Finding> look(Target target) {
        return check.look(pair.of(target));
    }
}
