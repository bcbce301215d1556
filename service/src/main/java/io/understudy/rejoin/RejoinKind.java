package io.understudy.rejoin;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.understudy.cluster.Cluster;
import io.understudy.cluster.ClusterNode;
import io.understudy.cluster.ClusterStore;
import io.understudy.host.Host;
import io.understudy.host.HostSessions;
import io.understudy.host.HostStore;
import io.understudy.job.Evidence;
import io.understudy.job.JobOrder;
import io.understudy.job.JobResult;
import io.understudy.job.JobType;
import io.understudy.job.Procedure;
import io.understudy.job.ProcedureKind;
import io.understudy.secret.Secret;
import io.understudy.setup.SetupRequest.ExistingData;
import io.understudy.setup.SetupSpec;
import io.understudy.ssh.SshSession;
import io.understudy.standby.StandbyLink;
import io.understudy.step.HeardChanges;
import io.understudy.step.Node;
import io.understudy.step.Pulse;
import io.understudy.step.Target;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Fills in the defaults of a stored order and finds the two nodes that it is about.
@ApplicationScoped
class RejoinKind implements ProcedureKind {
    private static final String ROLE = "understudy_replication";

    private final ClusterStore clusters;
    private final HostStore hosts;
    private final HostSessions sessions;
    private final ObjectMapper json;

    RejoinKind(ClusterStore clusters, HostStore hosts, HostSessions sessions, ObjectMapper json) {
        this.clusters = clusters;
        this.hosts = hosts;
        this.sessions = sessions;
        this.json = json;
    }

    @Override
    public JobType type() {
        return JobType.REJOIN;
    }

    JobOrder order(String id, Cluster cluster, RejoinOrder asked) {
        String hostId = cluster.node(asked.request().nodeId()).hostId();
        return new JobOrder(id, cluster.id(), hostId, json.valueToTree(asked));
    }

    @Override
    public Procedure procedure(JobOrder order) {
        return Rejoin.of(spec(order));
    }

    @Override
    public Target target(JobOrder order, LongSupplier fence, Pulse pulse) {
        Cluster cluster = clusters.get(order.clusterId());
        RejoinOrder asked = asked(order);
        UnaryOperator<SshSession> owned =
                session -> session.fencedBy(order.clusterId(), fence).heardBy(new HeardChanges(pulse));
        return new Target(
                node(cluster.node(asked.primaryNodeId()), owned),
                node(cluster.node(asked.request().nodeId()), owned),
                pulse);
    }

    private Node node(ClusterNode node, UnaryOperator<SshSession> owned) {
        Host host = hosts.get(node.hostId());
        return Node.of(host.name(), host.ip(), node.instance(), owned.apply(sessions.later(host.id())));
    }

    @Override
    public @Nullable String planId(JobOrder order) {
        return asked(order).request().planId();
    }

    @Override
    public JobResult finished(JobOrder order, Evidence evidence) {
        RejoinOrder asked = asked(order);
        RejoinSpec spec = spec(order);
        RejoinReport report = new RejoinReport(asked, spec, evidence, json);
        if (report.follows()) {
            clusters.addStandby(
                    order.clusterId(),
                    order.hostId(),
                    spec.link().standby(),
                    spec.link().slot().orElseThrow());
        }
        return report.result();
    }

    /// The cluster's record is written when all is done, so there is nothing to forget.
    @Override
    public void undone(JobOrder order) {}

    private RejoinOrder asked(JobOrder order) {
        return order.request(RejoinOrder.class, json);
    }

    private RejoinSpec spec(JobOrder order) {
        Cluster cluster = clusters.get(order.clusterId());
        RejoinOrder asked = asked(order);
        RejoinRequest request = asked.request();
        ClusterNode primary = cluster.node(asked.primaryNodeId());
        ClusterNode node = cluster.node(request.nodeId());
        String name = StandbyLink.name(node.host(), node.instanceName());
        Secret password = clusters.replicationPassword(cluster.id());
        StandbyLink link = new StandbyLink(
                cluster.systemIdentifier(),
                primary.instance(),
                hosts.get(primary.hostId()).ip(),
                node.instance(),
                hosts.get(node.hostId()).ip(),
                name,
                Objects.requireNonNullElse(request.roleName(), ROLE),
                password,
                Optional.of(Objects.requireNonNullElse(node.slot(), name)));
        String label = Objects.requireNonNullElse(request.planId(), order.id());
        return new RejoinSpec(
                label,
                link,
                copy(label, link),
                slots(cluster, node),
                Boolean.TRUE.equals(request.discardDivergent()),
                Boolean.TRUE.equals(request.copyAgain()));
    }

    private static SetupSpec copy(String label, StandbyLink link) {
        return new SetupSpec(
                label,
                link.systemIdentifier(),
                link.primary(),
                link.primaryAddress(),
                link.standby(),
                link.standbyAddress(),
                link.applicationName(),
                link.role(),
                link.password(),
                link.slot(),
                0,
                Optional.empty(),
                ExistingData.MOVE_ASIDE,
                Optional.empty(),
                false);
    }

    /// What the others may have had on it when it was the primary.
    private static List<String> slots(Cluster cluster, ClusterNode node) {
        return cluster.nodes().stream()
                .filter(other -> !other.equals(node))
                .map(other ->
                        Objects.requireNonNullElse(other.slot(), StandbyLink.name(other.host(), other.instanceName())))
                .toList();
    }
}
