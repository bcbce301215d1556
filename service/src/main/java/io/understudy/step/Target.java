package io.understudy.step;

import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The instances that a procedure works on, and the pulse of the job that does it.
///
/// @param primary the primary as the job begins
/// @param standby the standby that the job is about
/// @param siblings the cluster's other standbys, where the job is about them too
/// @param others by their ids, the hosts of which the job needs something else than a node
public record Target(Node primary, Node standby, List<Node> siblings, Map<String, OtherHost> others, Pulse pulse)
        implements AutoCloseable {
    public Target {
        siblings = List.copyOf(siblings);
        others = Map.copyOf(others);
    }

    public Target(Node primary, Node standby, Pulse pulse) {
        this(primary, standby, List.of(), Map.of(), pulse);
    }

    public Node on(Side side) {
        return switch (side) {
            case PRIMARY -> primary;
            case STANDBY -> standby;
        };
    }

    /// @throws ProblemException [ProblemType#NOT_FOUND] when the host was forgotten after the job had begun
    public OtherHost other(String hostId) {
        OtherHost other = others.get(hostId);
        if (other == null) {
            throw new ProblemException(ProblemType.NOT_FOUND, "There is no host %s any more.".formatted(hostId));
        }
        return other;
    }

    /// The same as a place, also when the host was forgotten.
    public Place place(String hostId) {
        OtherHost other = others.get(hostId);
        return other == null ? new Elsewhere(hostId) : other;
    }

    /// The same target for one look at it, while nothing is changed: what several steps want to know is
    /// asked once.
    public Target remembering() {
        return new Target(
                primary.remembering(),
                standby.remembering(),
                siblings.stream().map(Node::remembering).toList(),
                others.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, other -> other.getValue().remembering())),
                pulse);
    }

    @Override
    public void close() {
        Stream.concat(Stream.of(primary, standby), siblings.stream()).forEach(Node::close);
    }
}
