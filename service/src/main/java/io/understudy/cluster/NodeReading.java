package io.understudy.cluster;

import io.understudy.problem.ProblemException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// What came of looking at one node.
///
/// @param addresses of the node's host; empty when its name could not be resolved
/// @param measuredAt when the look ended
public record NodeReading(ClusterNode node, Set<InetAddress> addresses, Seen seen, Instant measuredAt) {
    public NodeReading {
        addresses = Set.copyOf(addresses);
    }

    public sealed interface Seen {
        record Answered(ServerFacts facts) implements Seen {}

        /// The host answered, and no server runs on the data directory.
        record Down() implements Seen {}

        /// Nobody knows: the host was not reached in time, or its server runs and does not answer.
        record Unknown(ProblemException why) implements Seen {}
    }

    public Optional<ServerFacts> facts() {
        return switch (seen) {
            case Seen.Answered(ServerFacts facts) -> Optional.of(facts);
            case Seen.Down() -> Optional.empty();
            case Seen.Unknown(var _) -> Optional.empty();
        };
    }

    ObservedRole role() {
        return switch (seen) {
            case Seen.Answered(ServerFacts facts) -> facts.inRecovery() ? ObservedRole.STANDBY : ObservedRole.PRIMARY;
            case Seen.Down() -> ObservedRole.DOWN;
            case Seen.Unknown(var _) -> ObservedRole.UNKNOWN;
        };
    }
}
