package io.understudy.cluster;

import io.understudy.host.Host;
import io.understudy.postgres.Instance;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Collections;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An instance that was looked at before it became a node.
record FoundNode(
        Host host, Instance instance, Set<InetAddress> addresses, NodeReading.Seen.Answered seen, Instant measuredAt) {
    /// The slot that it says it uses; null when it uses none.
    @Nullable
    String slot() {
        ServerFacts.Walreceiver receiver = seen.facts().receiver();
        return receiver == null ? null : receiver.slotName();
    }

    boolean is(ClusterNode node) {
        return node.isAt(host.id(), instance);
    }

    boolean isSameAs(FoundNode other) {
        return instance.equals(other.instance) && !Collections.disjoint(addresses, other.addresses);
    }

    NodeReading as(ClusterNode node) {
        return new NodeReading(node, addresses, seen, measuredAt);
    }
}
