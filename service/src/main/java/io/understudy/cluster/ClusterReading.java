package io.understudy.cluster;

import io.understudy.problem.ProblemException;
import java.util.List;
import java.util.Optional;

/// A cluster and what was seen of each of its nodes just now.
public final class ClusterReading {
    private final Cluster cluster;
    private final List<NodeReading> nodes;
    private final Optional<WalsenderMatch> senders;

    public ClusterReading(Cluster cluster, List<NodeReading> nodes) {
        this.cluster = cluster;
        this.nodes = List.copyOf(nodes);
        this.senders = primary().map(this::match);
    }

    private WalsenderMatch match(NodeReading primary) {
        List<NodeReading> others = nodes.stream()
                .filter(reading -> !reading.node().equals(primary.node()))
                .toList();
        return new WalsenderMatch(primary, primary.facts().orElseThrow().senders(), others);
    }

    public Cluster cluster() {
        return cluster;
    }

    /// In the order of the cluster's nodes: the declared primary first.
    public List<NodeReading> nodes() {
        return nodes;
    }

    /// Whether a node holds this cluster's database; false when that is not known.
    boolean ours(NodeReading reading) {
        return reading.facts()
                .filter(facts -> facts.systemIdentifier().equals(cluster.systemIdentifier()))
                .isPresent();
    }

    /// All that take writes. More than one is the worst that can happen to a cluster.
    List<NodeReading> primaries() {
        return nodes.stream()
                .filter(this::ours)
                .filter(reading -> reading.role() == ObservedRole.PRIMARY)
                .toList();
    }

    /// The one against which everything is measured: the only primary there is; of several the declared one.
    public Optional<NodeReading> primary() {
        List<NodeReading> all = primaries();
        return all.size() == 1
                ? Optional.of(all.getFirst())
                : all.stream()
                        .filter(reading -> reading.node().equals(cluster.primary()))
                        .findFirst();
    }

    /// The primary's walsender that feeds a node; empty when there is none, or it is not known which.
    public Optional<Walsender> senderOf(NodeReading reading) {
        return senders.flatMap(match -> match.senderOf(reading.node()));
    }

    /// The primary's walsenders that feed no node of the cluster.
    List<Walsender> unmanaged() {
        return senders.map(WalsenderMatch::unmatched).orElse(List.of());
    }

    /// Why something about a node was not measured; empty when all was that a node of its kind has.
    Optional<String> unknownReason(NodeReading reading) {
        return switch (reading.seen()) {
            case NodeReading.Seen.Unknown(ProblemException why) -> Optional.of(why.detail());
            case NodeReading.Seen.Down() -> Optional.of("No server runs on its data directory.");
            case NodeReading.Seen.Answered(ServerFacts facts) when facts.inRecovery() -> lagUnknownReason(reading);
            case NodeReading.Seen.Answered(var _) -> Optional.empty();
        };
    }

    /// Why the lag of a standby is not known; empty when it is.
    public Optional<String> lagUnknownReason(NodeReading standby) {
        if (primary().isEmpty()) {
            return Optional.of("No primary was measured, and a standby's lag is measured there.");
        }
        Optional<Walsender> sender = senderOf(standby);
        if (sender.isEmpty()) {
            return Optional.of(
                    standby.facts().map(ServerFacts::receiverUp).orElse(false)
                            ? "Its walreceiver streams, but no walsender of the primary could be matched with it."
                            : "The primary has no walsender for it.");
        }
        return sender.filter(found -> found.replayed() == null)
                .map(found ->
                        "Its walsender is in state %s and has not heard of its position.".formatted(found.state()));
    }
}
