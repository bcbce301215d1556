package io.understudy.promotion;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.understudy.cluster.Cluster;
import io.understudy.cluster.ClusterNode;
import io.understudy.cluster.ClusterStore;
import io.understudy.cutover.Candidate;
import io.understudy.cutover.CutOvers;
import io.understudy.host.Host;
import io.understudy.host.HostSessions;
import io.understudy.host.HostStore;
import io.understudy.job.Evidence;
import io.understudy.job.JobOrder;
import io.understudy.job.JobPlans;
import io.understudy.job.JobResult;
import io.understudy.job.JobType;
import io.understudy.job.Procedure;
import io.understudy.job.ProcedureKind;
import io.understudy.promotion.PromotionRequest.OnOldPrimary;
import io.understudy.promotion.PromotionRequest.PromotionMode;
import io.understudy.ssh.SshSession;
import io.understudy.standby.CheckPrimary;
import io.understudy.standby.StandbyLink;
import io.understudy.step.HeardChanges;
import io.understudy.step.Node;
import io.understudy.step.Pulse;
import io.understudy.step.Target;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Fills in the defaults of a stored order and finds the nodes that it is about.
@ApplicationScoped
class PromotionKind implements ProcedureKind {
    /// Stands for a job's id where there is no job.
    static final String NO_JOB = "preflight";

    private static final String ROLE = "understudy_replication";
    private static final long MAX_LAG_BYTES = 16L << 20;
    private static final int STOP_SECONDS = 60;
    private static final int CATCH_UP_SECONDS = 30;

    private final ClusterStore clusters;
    private final HostStore hosts;
    private final HostSessions sessions;
    private final PromotionOrders orders;
    private final CutOvers cutOvers;
    private final JobPlans plans;
    private final ObjectMapper json;

    PromotionKind(
            ClusterStore clusters,
            HostStore hosts,
            HostSessions sessions,
            PromotionOrders orders,
            CutOvers cutOvers,
            JobPlans plans,
            ObjectMapper json) {
        this.clusters = clusters;
        this.hosts = hosts;
        this.sessions = sessions;
        this.orders = orders;
        this.cutOvers = cutOvers;
        this.plans = plans;
        this.json = json;
    }

    @Override
    public JobType type() {
        return JobType.PROMOTION;
    }

    /// Who takes part, as it is now.
    PromotionOrder asked(Cluster cluster, PromotionRequest request) {
        return orders.of(
                cluster,
                request,
                order -> plans.now(this, order(NO_JOB, cluster, order)).possible());
    }

    /// What was found when the request came may no longer be so.
    @Override
    public JobOrder beginning(JobOrder order) {
        PromotionRequest request = asked(order).request();
        if (request.scheduledAt() == null) {
            return order;
        }
        Cluster cluster = clusters.get(order.clusterId());
        return order(order.id(), cluster, asked(cluster, request.atOnce()));
    }

    JobOrder order(String id, Cluster cluster, PromotionOrder asked) {
        String hostId = cluster.node(asked.targetNodeId()).hostId();
        return new JobOrder(id, cluster.id(), hostId, json.valueToTree(asked));
    }

    @Override
    public Procedure procedure(JobOrder order) {
        PromotionSpec spec = spec(order);
        PromotionOrder asked = asked(order);
        if (asked.isThere()) {
            return new Procedure(List.of(new CheckPrimary(spec.forth())), List.of());
        }
        return switch (asked.request().mode()) {
            case SWITCHOVER -> Switchover.of(spec);
            case FAILOVER -> Failover.of(spec);
        };
    }

    @Override
    public Target target(JobOrder order, LongSupplier fence, Pulse pulse) {
        Cluster cluster = clusters.get(order.clusterId());
        PromotionOrder asked = asked(order);
        UnaryOperator<SshSession> owned =
                session -> session.fencedBy(order.clusterId(), fence).heardBy(new HeardChanges(pulse));
        return new Target(
                node(cluster.node(asked.primaryNodeId()), owned),
                node(cluster.node(asked.targetNodeId()), owned),
                siblings(cluster, asked).stream().map(node -> node(node, owned)).toList(),
                // What hangs at the application must not hold up the database's own steps: it is another work.
                cutOvers.hosts(
                        asked.doneSteps(),
                        candidate(cluster, asked),
                        session -> session.fencedBy(order.clusterId() + "-cut-over", fence)
                                .heardBy(new HeardChanges(pulse))),
                pulse);
    }

    private Node node(ClusterNode node, UnaryOperator<SshSession> owned) {
        Host host = hosts.get(node.hostId());
        return Node.of(host.name(), host.ip(), node.instance(), owned.apply(sessions.later(host.id())));
    }

    private static List<ClusterNode> siblings(Cluster cluster, PromotionOrder asked) {
        return cluster.nodes().stream()
                .filter(node -> !node.id().equals(asked.primaryNodeId()))
                .filter(node -> !node.id().equals(asked.targetNodeId()))
                .filter(node -> !asked.leavesOut(node.id()))
                .toList();
    }

    private static List<String> leftOut(Cluster cluster, PromotionOrder asked) {
        return cluster.nodes().stream()
                .filter(node -> asked.leavesOut(node.id()))
                .filter(node -> !node.id().equals(asked.primaryNodeId()))
                .map(ClusterNode::host)
                .toList();
    }

    @Override
    public @Nullable String planId(JobOrder order) {
        return asked(order).request().planId();
    }

    @Override
    public JobResult finished(JobOrder order, Evidence evidence) {
        PromotionOrder asked = asked(order);
        if (asked.isThere()) {
            return PromotionReport.alreadyThere(asked);
        }
        PromotionSpec spec = spec(order);
        PromotionReport report = new PromotionReport(asked, spec, evidence, json);
        if (report.promoted()) {
            Map<String, String> slots = new HashMap<>();
            if (spec.rejoin()) {
                spec.back().slot().ifPresent(slot -> slots.put(asked.primaryNodeId(), slot));
            }
            List<ClusterNode> siblings = siblings(clusters.get(order.clusterId()), asked);
            for (int i = 0; i < siblings.size(); i++) {
                String node = siblings.get(i).id();
                spec.siblings().get(i).link().slot().ifPresent(slot -> slots.put(node, slot));
            }
            clusters.promoted(order.clusterId(), asked.targetNodeId(), slots);
        }
        return report.result();
    }

    /// The cluster's record is written when all is done, so there is nothing to forget.
    @Override
    public void undone(JobOrder order) {}

    private PromotionOrder asked(JobOrder order) {
        return order.request(PromotionOrder.class, json);
    }

    private PromotionSpec spec(JobOrder order) {
        Cluster cluster = clusters.get(order.clusterId());
        PromotionOrder asked = asked(order);
        PromotionRequest request = asked.request();
        ClusterNode primary = cluster.node(asked.primaryNodeId());
        ClusterNode target = cluster.node(asked.targetNodeId());
        return new PromotionSpec(
                Objects.requireNonNullElse(request.planId(), order.id()),
                link(cluster, request, primary, target),
                link(cluster, request, target, primary),
                siblings(cluster, asked).stream()
                        .map(node -> new PromotionSpec.Sibling(node.host(), link(cluster, request, target, node)))
                        .toList(),
                leftOut(cluster, asked),
                Objects.requireNonNullElse(request.maxLagBytes(), MAX_LAG_BYTES),
                Duration.ofSeconds(Objects.requireNonNullElse(request.stopTimeoutSeconds(), STOP_SECONDS)),
                Duration.ofSeconds(Objects.requireNonNullElse(request.catchUpTimeoutSeconds(), CATCH_UP_SECONDS)),
                request.mode() == PromotionMode.SWITCHOVER && request.onOldPrimary() != OnOldPrimary.STOP,
                new PromotionSpec.Risk(
                        !asked.leavesOut(asked.primaryNodeId()),
                        Boolean.TRUE.equals(request.acceptSplitBrainRisk()),
                        Boolean.TRUE.equals(request.acceptDataLoss()),
                        Objects.requireNonNullElse(request.maxLossBytes(), 0L),
                        Optional.ofNullable(asked.seenEnd())),
                cutOvers.of(asked.doneSteps(), candidate(cluster, asked), order.id()),
                asked.leftOutSteps());
    }

    private static Candidate candidate(Cluster cluster, PromotionOrder asked) {
        ClusterNode target = cluster.node(asked.targetNodeId());
        return new Candidate(target.hostId(), target.instance());
    }

    private StandbyLink link(Cluster cluster, PromotionRequest request, ClusterNode upstream, ClusterNode standby) {
        String name = StandbyLink.name(standby.host(), standby.instanceName());
        return new StandbyLink(
                cluster.systemIdentifier(),
                upstream.instance(),
                hosts.get(upstream.hostId()).ip(),
                standby.instance(),
                hosts.get(standby.hostId()).ip(),
                name,
                Objects.requireNonNullElse(request.roleName(), ROLE),
                clusters.replicationPassword(cluster.id()),
                Optional.of(Objects.requireNonNullElse(standby.slot(), name)));
    }
}
