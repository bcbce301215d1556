package io.understudy.cluster;

import io.understudy.host.HostSessions;
import io.understudy.host.HostStore;
import io.understudy.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

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
        try (ClusterWatch once = watch(PATIENCE)) {
            return once.look(cluster);
        }
    }

    /// For many looks at one cluster.
    ///
    /// @param patience time that a node has to answer in
    public ClusterWatch watch(Duration patience) {
        return new ClusterWatch(hosts, sessions, patience);
    }
}
