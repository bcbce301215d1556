package io.understudy.step;

import java.util.List;
import java.util.stream.Stream;

/// The instances that a procedure works on, and the pulse of the job that does it.
///
/// @param primary the primary as the job begins
/// @param standby the standby that the job is about
/// @param siblings the cluster's other standbys, where the job is about them too
public record Target(Node primary, Node standby, List<Node> siblings, Pulse pulse) implements AutoCloseable {
    public Target {
        siblings = List.copyOf(siblings);
    }

    public Target(Node primary, Node standby, Pulse pulse) {
        this(primary, standby, List.of(), pulse);
    }

    public Node on(Side side) {
        return switch (side) {
            case PRIMARY -> primary;
            case STANDBY -> standby;
        };
    }

    public List<Node> nodes() {
        return Stream.concat(Stream.of(primary, standby), siblings.stream()).toList();
    }

    /// The same target for one look at it, while nothing is changed: what several steps want to know is
    /// asked once.
    public Target remembering() {
        return new Target(
                primary.remembering(),
                standby.remembering(),
                siblings.stream().map(Node::remembering).toList(),
                pulse);
    }

    @Override
    public void close() {
        nodes().forEach(Node::close);
    }
}
