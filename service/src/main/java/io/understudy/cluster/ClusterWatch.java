package io.understudy.cluster;

import io.understudy.host.HostSessions;
import io.understudy.host.HostStore;
import io.understudy.problem.ProblemException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// Looks at all nodes of one cluster at once, again and again, through connections that are kept in between. It only
/// reads. For one thread.
public final class ClusterWatch implements AutoCloseable {
    private final HostStore hosts;
    private final HostSessions sessions;
    private final Duration patience;
    private final Map<ClusterNode, NodeWatch> watches = new HashMap<>();

    ClusterWatch(HostStore hosts, HostSessions sessions, Duration patience) {
        this.hosts = hosts;
        this.sessions = sessions;
        this.patience = patience;
    }

    /// Never takes much longer than the patience, whatever the hosts do.
    ///
    /// @param cluster as it was declared last
    public ClusterReading look(Cluster cluster) {
        watches.entrySet().removeIf(old -> {
            boolean gone = !cluster.nodes().contains(old.getKey());
            if (gone) {
                old.getValue().close();
            }
            return gone;
        });
        cluster.nodes().forEach(node -> watches.computeIfAbsent(node, _ -> new NodeWatch(hosts, sessions, node)));
        return new ClusterReading(
                cluster,
                new SideBySide(patience)
                        .ask(
                                cluster.nodes(),
                                node -> watch(node).look(),
                                node -> watch(node).unknown(late(node))));
    }

    /// Free bytes where a node keeps its WAL. The node has to have answered the last look.
    ///
    /// @throws ProblemException when its host does not tell within 5 s
    public long walFreeBytes(ClusterNode node) {
        return watch(node).walFreeBytes();
    }

    private NodeWatch watch(ClusterNode node) {
        return Objects.requireNonNull(watches.get(node));
    }

    private String late(ClusterNode node) {
        return "%s gave no answer within %d ms".formatted(node.host(), patience.toMillis());
    }

    @Override
    public void close() {
        watches.values().forEach(NodeWatch::close);
        watches.clear();
    }
}
