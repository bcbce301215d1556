package io.understudy.cluster;

import io.understudy.host.HostSessions;
import io.understudy.host.HostStore;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.ssh.SshSession;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Looks at all nodes of a cluster at once. It only reads.
@ApplicationScoped
public class ClusterReader {
    /// Time that a node has to answer in.
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ClusterStore clusters;
    private final HostStore hosts;
    private final HostSessions sessions;

    ClusterReader(ClusterStore clusters, HostStore hosts, HostSessions sessions) {
        this.clusters = clusters;
        this.hosts = hosts;
        this.sessions = sessions;
    }

    /// Never takes much longer than 5 s, whatever the hosts do.
    ///
    /// @throws ProblemException `NOT_FOUND` when there is no such cluster
    public ClusterReading read(String clusterId) {
        Cluster cluster = clusters.get(clusterId);
        // Known even of a host that then does not answer: the primary may still see its standby stream from there.
        Map<String, Set<InetAddress>> addresses = new ConcurrentHashMap<>();
        return new ClusterReading(
                cluster,
                new SideBySide(PATIENCE)
                        .ask(cluster.nodes(), node -> look(node, addresses), node -> late(node, addresses)));
    }

    private NodeReading look(ClusterNode node, Map<String, Set<InetAddress>> addresses) {
        Set<InetAddress> own = HostAddresses.of(hosts.get(node.hostId()).address());
        addresses.put(node.id(), own);
        NodeReading.Seen seen = look(node);
        return new NodeReading(node, own, seen, Instant.now());
    }

    private NodeReading.Seen look(ClusterNode node) {
        try (SshSession ssh = sessions.open(node.hostId())) {
            return InstanceReader.look(ssh, node.instance());
        } catch (ProblemException why) {
            return new NodeReading.Seen.Unknown(why);
        }
    }

    private static NodeReading late(ClusterNode node, Map<String, Set<InetAddress>> addresses) {
        ProblemException why = new ProblemException(
                ProblemType.HOST_UNREACHABLE,
                "%s gave no answer within %d s".formatted(node.host(), PATIENCE.toSeconds()));
        return new NodeReading(
                node, addresses.getOrDefault(node.id(), Set.of()), new NodeReading.Seen.Unknown(why), Instant.now());
    }
}
