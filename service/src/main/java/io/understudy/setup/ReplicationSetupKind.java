package io.understudy.setup;

import com.fasterxml.jackson.databind.ObjectMapper;
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
import io.understudy.postgres.Instance;
import io.understudy.setup.SetupRequest.ExistingData;
import io.understudy.ssh.SshSession;
import io.understudy.standby.StandbyLink;
import io.understudy.step.HeardChanges;
import io.understudy.step.Node;
import io.understudy.step.Pulse;
import io.understudy.step.Target;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Fills in the defaults of a stored request and finds the two hosts that it is about.
@ApplicationScoped
class ReplicationSetupKind implements ProcedureKind {
    private static final String ROLE = "understudy_replication";

    private final ClusterStore clusters;
    private final HostStore hosts;
    private final HostSessions sessions;
    private final ObjectMapper json;

    ReplicationSetupKind(ClusterStore clusters, HostStore hosts, HostSessions sessions, ObjectMapper json) {
        this.clusters = clusters;
        this.hosts = hosts;
        this.sessions = sessions;
        this.json = json;
    }

    @Override
    public JobType type() {
        return JobType.REPLICATION_SETUP;
    }

    JobOrder order(String id, String clusterId, SetupRequest request) {
        return new JobOrder(id, clusterId, request.standbyHostId(), json.valueToTree(request));
    }

    @Override
    public Procedure procedure(JobOrder order) {
        return ReplicationSetup.of(spec(order));
    }

    @Override
    public Target target(JobOrder order, LongSupplier fence, Pulse pulse) {
        SetupSpec spec = spec(order);
        Host primary = hosts.get(clusters.primary(order.clusterId()).hostId());
        Host standby = hosts.get(order.hostId());
        UnaryOperator<SshSession> owned =
                session -> session.fencedBy(order.clusterId(), fence).heardBy(new HeardChanges(pulse));
        return new Target(
                node(primary, spec.primaryAddress(), spec.primary(), owned),
                node(standby, spec.standbyAddress(), spec.standby(), owned),
                pulse);
    }

    private Node node(Host host, String address, Instance instance, UnaryOperator<SshSession> owned) {
        return Node.of(host.name(), address, instance, owned.apply(sessions.later(host.id())));
    }

    @Override
    public @Nullable String planId(JobOrder order) {
        return request(order).planId();
    }

    @Override
    public JobResult finished(JobOrder order, Evidence evidence) {
        SetupSpec spec = spec(order);
        ClusterNode node = clusters.addStandby(
                order.clusterId(), order.hostId(), spec.standby(), spec.slot().orElse(null));
        return JobResult.ofNode(node.id());
    }

    @Override
    public void undone(JobOrder order) {
        clusters.removeNode(order.hostId(), spec(order).standby());
    }

    private SetupRequest request(JobOrder order) {
        return order.request(SetupRequest.class, json);
    }

    private SetupSpec spec(JobOrder order) {
        SetupRequest request = request(order);
        ClusterNode primary = clusters.primary(order.clusterId());
        Host standbyHost = hosts.get(order.hostId());
        String name = Objects.requireNonNullElse(request.instance(), "main");
        Instance standby = Instance.debian(
                primary.instance().version(),
                name,
                Objects.requireNonNullElse(request.port(), primary.instance().port()));
        String label = StandbyLink.name(standbyHost.name(), name);
        int walKeep = Objects.requireNonNullElse(request.walKeepMegabytes(), 0);
        return new SetupSpec(
                Objects.requireNonNullElse(request.planId(), order.id()),
                clusters.get(order.clusterId()).systemIdentifier(),
                primary.instance(),
                hosts.get(primary.hostId()).ip(),
                standby,
                standbyHost.ip(),
                label,
                Objects.requireNonNullElse(request.roleName(), ROLE),
                clusters.replicationPassword(order.clusterId()),
                walKeep > 0 ? Optional.empty() : Optional.of(Objects.requireNonNullElse(request.slot(), label)),
                walKeep,
                Optional.ofNullable(request.archive()).map(ReplicationSetupKind::archive),
                Objects.requireNonNullElse(request.existingData(), ExistingData.MOVE_ASIDE),
                Optional.ofNullable(request.existingSystemIdentifier()),
                Boolean.TRUE.equals(request.allowPrimaryRestart()));
    }

    private static SetupSpec.ArchiveSpec archive(SetupRequest.Archive archive) {
        return new SetupSpec.ArchiveSpec(
                Objects.requireNonNullElse(archive.directory(), "/var/lib/pg-archive"),
                Objects.requireNonNullElse(archive.cleanupSchedule(), "40 7 * * *"),
                Objects.requireNonNullElse(archive.keepDays(), 5));
    }
}
