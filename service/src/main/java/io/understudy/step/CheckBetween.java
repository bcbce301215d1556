package io.understudy.step;

import java.util.List;
import java.util.Objects;

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
        return pair.known(Objects.requireNonNull(check.side(), name));
    }

    @Override
    public Place place(Target target) {
        return check.place(pair.of(target));
    }

    @Override
    public List<Finding> look(Target target) {
        return check.look(pair.of(target));
    }
}
