package io.understudy.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which walsender of a primary feeds which standby. A slot settles it, because only one walsender can hold it; else
/// the address it comes from and the name it gives itself do, where they fit one standby and no other.
final class WalsenderMatch {
    private final NodeReading primary;
    private final List<Walsender> left;
    private final Map<String, Walsender> found = new HashMap<>();

    WalsenderMatch(NodeReading primary, List<Walsender> senders, List<NodeReading> standbys) {
        this.primary = primary;
        this.left = new ArrayList<>(senders);
        standbys.forEach(this::bySlot);
        List<NodeReading> open =
                standbys.stream().filter(s -> !found.containsKey(s.node().id())).toList();
        // All are matched against the same walsenders: whom the order favours must not matter.
        Map<String, Walsender> byAddress = new HashMap<>();
        for (NodeReading standby : open) {
            List<Walsender> fitting =
                    left.stream().filter(s -> fits(s, standby)).toList();
            if (fitting.size() == 1
                    && open.stream().filter(s -> fits(fitting.getFirst(), s)).count() == 1) {
                byAddress.put(standby.node().id(), fitting.getFirst());
            }
        }
        found.putAll(byAddress);
        left.removeAll(byAddress.values());
    }

    Optional<Walsender> senderOf(ClusterNode node) {
        return Optional.ofNullable(found.get(node.id()));
    }

    /// Those that feed no standby that was given.
    List<Walsender> unmatched() {
        return List.copyOf(left);
    }

    private void bySlot(NodeReading standby) {
        slotOf(standby)
                .flatMap(slot ->
                        left.stream().filter(s -> slot.equals(s.slotName())).findFirst())
                .ifPresent(sender -> {
                    found.put(standby.node().id(), sender);
                    left.remove(sender);
                });
    }

    /// What the standby itself says comes first; what was declared may have been changed by hand.
    private static Optional<String> slotOf(NodeReading standby) {
        return standby.facts()
                .map(ServerFacts::receiver)
                .map(receiver -> Optional.ofNullable(receiver.slotName()))
                .orElse(Optional.ofNullable(standby.node().slot()));
    }

    private boolean fits(Walsender sender, NodeReading standby) {
        return !sender.copying()
                && sender.comesFrom(standby.addresses(), onPrimarysHost(standby))
                && nameFits(sender, standby);
    }

    private boolean onPrimarysHost(NodeReading standby) {
        return standby.node().hostId().equals(primary.node().hostId());
    }

    private static boolean nameFits(Walsender sender, NodeReading standby) {
        return standby.facts()
                .map(ServerFacts::receiver)
                .map(ServerFacts.Walreceiver::applicationName)
                .map(sender.applicationName()::equals)
                .orElse(true);
    }
}
