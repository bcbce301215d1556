package io.understudy.cluster;

import io.understudy.host.Host;
import io.understudy.host.HostFacts;
import io.understudy.host.HostProber;
import io.understudy.host.HostSessions;
import io.understudy.host.HostStore;
import io.understudy.host.InstanceFacts;
import io.understudy.postgres.Instance;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.ssh.SshSession;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jboss.logging.Logger;

/// Makes a cluster of a primary that runs already and of the standbys that follow it. It only reads on
/// the hosts.
@ApplicationScoped
class ClusterAdoption {
    private static final Logger LOG = Logger.getLogger(ClusterAdoption.class);
    private static final String USUAL_NAME = "main";

    private final ClusterStore clusters;
    private final HostStore hosts;
    private final HostProber prober;
    private final HostSessions sessions;
    private final StandbySearch search;

    ClusterAdoption(
            ClusterStore clusters, HostStore hosts, HostProber prober, HostSessions sessions, StandbySearch search) {
        this.clusters = clusters;
        this.hosts = hosts;
        this.prober = prober;
        this.sessions = sessions;
        this.search = search;
    }

    record Adopted(Cluster cluster, Topology topology) {}

    /// @throws ProblemException `VALIDATION_FAILED` (no such host), `NAME_TAKEN`, `CLUSTER_EXISTS`,
    /// `POSTGRES_NOT_FOUND`,
    ///     `INSTANCE_NOT_FOUND`, `INSTANCE_AMBIGUOUS`, `INSTANCE_UNSUPPORTED`, `INSTANCE_NOT_RUNNING`,
    ///     `NOT_A_PRIMARY`, and whatever keeps the host or its server from being read
    Adopted adopt(AdoptClusterRequest request) {
        clusters.refuseTaken(request.name());
        Host host = ProblemException.named("/hostId", () -> hosts.get(request.hostId()));
        Instance instance = Instances.of(wanted(host, prober.probe(host.id()), request));
        ServerFacts facts = primary(host, instance);
        clusters.refuseKnown(facts.systemIdentifier());
        FoundNode primary = new FoundNode(
                host, instance, HostAddresses.of(host.address()), new NodeReading.Seen.Answered(facts), Instant.now());
        StandbySearch.Result standbys = search.of(primary, facts);
        Cluster cluster = store(request.name(), facts.systemIdentifier(), primary, standbys.found());
        LOG.infof(
                "cluster adopted cluster=%s name=%s standbys=%d",
                cluster.id(), cluster.name(), standbys.found().size());
        return new Adopted(cluster, topology(cluster, primary, standbys));
    }

    private static InstanceFacts wanted(Host host, HostFacts facts, AdoptClusterRequest request) {
        if (facts.instances().isEmpty()) {
            throw new ProblemException(
                    ProblemType.POSTGRES_NOT_FOUND, "There is no PostgreSQL instance on %s.".formatted(host.name()));
        }
        String name = Objects.requireNonNullElse(request.instance(), USUAL_NAME);
        List<InstanceFacts> named = facts.instances().stream()
                .filter(instance -> instance.name().equals(name))
                .filter(instance -> request.port() == null || request.port().equals(instance.port()))
                .toList();
        List<InstanceFacts> running = named.stream()
                .filter(instance -> Boolean.TRUE.equals(instance.running()))
                .toList();
        if (running.size() == 1) {
            return running.getFirst();
        }
        if (named.size() > 1) {
            throw new ProblemException(
                    ProblemType.INSTANCE_AMBIGUOUS,
                    "%s has %d instances called %s: %s"
                            .formatted(host.name(), named.size(), name, Instances.listed(named)));
        }
        if (named.isEmpty()) {
            throw new ProblemException(
                    ProblemType.INSTANCE_NOT_FOUND,
                    "%s has no instance %s%s; it has %s"
                            .formatted(
                                    host.name(),
                                    name,
                                    request.port() == null ? "" : " on port " + request.port(),
                                    Instances.listed(facts.instances())));
        }
        return named.getFirst();
    }

    private ServerFacts primary(Host host, Instance instance) {
        try (SshSession ssh = sessions.open(host.id())) {
            return switch (InstanceReader.look(ssh, instance)) {
                case NodeReading.Seen.Answered(ServerFacts facts) when !facts.inRecovery() -> facts;
                case NodeReading.Seen.Answered(var _) ->
                    throw new ProblemException(
                            ProblemType.NOT_A_PRIMARY,
                            "%s on %s is in recovery: it follows another server or is being restored."
                                    .formatted(instance.name(), host.name()));
                case NodeReading.Seen.Down() ->
                    throw new ProblemException(
                            ProblemType.INSTANCE_NOT_RUNNING,
                            "No server runs on %s of %s.".formatted(instance.dataDirectory(), host.name()));
                case NodeReading.Seen.Unknown(ProblemException why) -> throw why;
            };
        }
    }

    private Cluster store(String name, String systemIdentifier, FoundNode primary, List<FoundNode> standbys) {
        String id = clusters.insert(name, systemIdentifier, primary.host().id(), primary.instance())
                .id();
        standbys.forEach(standby -> clusters.addStandby(id, standby.host().id(), standby.instance(), standby.slot()));
        return clusters.get(id);
    }

    private static Topology topology(Cluster cluster, FoundNode primary, StandbySearch.Result standbys) {
        List<FoundNode> found = new ArrayList<>(standbys.found());
        found.addFirst(primary);
        List<NodeReading> readings = cluster.nodes().stream()
                .flatMap(node -> found.stream().filter(f -> f.is(node)).map(f -> f.as(node)))
                .toList();
        return Topology.of(new ClusterReading(cluster, readings)).explained(standbys.reasons());
    }
}
