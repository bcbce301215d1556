package io.understudy.cluster;

import io.understudy.problem.Problem;
import io.understudy.problem.ProblemException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A cluster and what was seen of each of its nodes just now.
public final class ClusterReading {
    private final Cluster cluster;
    private final List<NodeReading> nodes;
    private final Map<String, Feed> feeds = new HashMap<>();
    private final List<Walsender> unmanaged;

    /// Who streams to a node.
    ///
    /// @param upstream the primary or, in a cascade, another standby
    public record Feed(NodeReading upstream, Walsender sender) {}

    public ClusterReading(Cluster cluster, List<NodeReading> nodes) {
        this.cluster = cluster;
        this.nodes = List.copyOf(nodes);
        this.unmanaged = primary().map(this::feeds).orElse(List.of());
        // Unlike the primary's, a standby's walsender that feeds no node is nobody's concern.
        nodes.stream()
                .filter(reading -> ours(reading) && reading.role() == ObservedRole.STANDBY)
                .forEach(this::feeds);
    }

    /// Matches the walsenders of an upstream with those whom nobody was found to feed yet.
    ///
    /// @return the walsenders that feed no node
    private List<Walsender> feeds(NodeReading upstream) {
        List<NodeReading> hungry = nodes.stream()
                .filter(reading -> !reading.node().equals(upstream.node()))
                .filter(reading -> feedOf(reading).isEmpty())
                .toList();
        WalsenderMatch match =
                new WalsenderMatch(upstream, upstream.facts().orElseThrow().senders(), hungry);
        for (NodeReading reading : hungry) {
            match.senderOf(reading.node())
                    .ifPresent(sender -> feeds.put(reading.node().id(), new Feed(upstream, sender)));
        }
        return match.unmatched();
    }

    public Cluster cluster() {
        return cluster;
    }

    /// In the order of the cluster's nodes: the declared primary first.
    public List<NodeReading> nodes() {
        return nodes;
    }

    /// Whether a node holds this cluster's database; false when that is not known.
    public boolean ours(NodeReading reading) {
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

    /// Who feeds a node; empty when nobody does, or it is not known who.
    public Optional<Feed> feedOf(NodeReading reading) {
        return Optional.ofNullable(feeds.get(reading.node().id()));
    }

    /// The walsender that feeds a node; empty when there is none, or it is not known which.
    public Optional<Walsender> senderOf(NodeReading reading) {
        return feedOf(reading).map(Feed::sender);
    }

    /// The server that has the slot of a standby: its upstream, and the primary as long as nobody feeds it.
    public Optional<ServerFacts> slotOwner(NodeReading standby) {
        return feedOf(standby).map(Feed::upstream).or(this::primary).flatMap(NodeReading::facts);
    }

    /// The primary's walsenders that feed no node of the cluster.
    List<Walsender> unmanaged() {
        return unmanaged;
    }

    /// What is wrong; each with `nodeId` where it is about one node.
    public List<Problem> problems() {
        return new TopologyProblems(this).all();
    }

    /// Why something about a node was not measured; empty when all was that a node of its kind has.
    public Optional<String> unknownReason(NodeReading reading) {
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
                            ? "Its walreceiver streams, but no walsender of a node could be matched with it."
                            : "No node has a walsender for it.");
        }
        return sender.filter(found -> found.replayed() == null)
                .map(found ->
                        "Its walsender is in state %s and has not heard of its position.".formatted(found.state()));
    }
}
