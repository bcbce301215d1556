package io.understudy.promotion;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.understudy.client.JobFailedException;
import io.understudy.client.Understudy;
import io.understudy.client.model.Job;
import io.understudy.client.model.JobOutcome;
import io.understudy.client.model.NodeState;
import io.understudy.client.model.PromotionMode;
import io.understudy.client.model.PromotionRequest;
import io.understudy.client.model.RejoinRequest;
import io.understudy.testing.Eventually;
import io.understudy.testing.LabCluster;
import io.understudy.testing.LabHost;
import io.understudy.testing.LabPair;
import io.understudy.testing.LabService;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;

/// A primary with a standby that a setup has made, both in the lab.
public final class SwitchoverCluster {
    private final Supplier<Understudy> client;
    private final LabCluster cluster;

    /// @param version of both hosts, which are booted anew
    public SwitchoverCluster(LabService service, LabPair pair, String version) {
        this(service::client, pair, version);
    }

    /// @param client asked anew for each call, because the service may be another process by then
    SwitchoverCluster(Supplier<Understudy> client, LabPair pair, String version) {
        this.client = client;
        pair.fresh(version);
        cluster = new LabCluster(client, pair);
        Job setup = cluster.run(cluster.request().build());
        assertEquals(JobOutcome.COMPLETED, setup.getOutcome(), String.valueOf(setup.getError()));
    }

    /// Makes a further host a standby; it has to be up.
    void addStandby(LabHost host) {
        try (Understudy api = client.get()) {
            String hostId = cluster.host(api, host);
            Job setup = cluster.run(cluster.request().standbyHostId(hostId).build());
            assertEquals(JobOutcome.COMPLETED, setup.getOutcome(), String.valueOf(setup.getError()));
        }
    }

    public String id() {
        return cluster.clusterId();
    }

    public String nodeId(LabHost host) {
        try (Understudy api = client.get()) {
            return api.clusters().getCluster(id()).getNodes().stream()
                    .filter(node -> node.getHost().equals(host.name()))
                    .map(NodeState::getId)
                    .findFirst()
                    .orElseThrow();
        }
    }

    public PromotionRequest.Builder request(LabHost from, LabHost to) {
        return PromotionRequest.builder()
                .mode(PromotionMode.SWITCHOVER)
                .expectedPrimaryNodeId(nodeId(from))
                .targetNodeId(nodeId(to));
    }

    public PromotionRequest.Builder failover(LabHost from, LabHost to) {
        return request(from, to).mode(PromotionMode.FAILOVER);
    }

    public String begin(PromotionRequest request) {
        try (Understudy api = client.get()) {
            return api.promote(id(), request).jobId();
        }
    }

    /// What an ended job leaves to do, as one text.
    public static String nextActions(Job job) {
        return String.join("; ", Objects.requireNonNull(job.getResult()).getNextActions());
    }

    RejoinRequest.Builder rejoin(LabHost host) {
        return RejoinRequest.builder().nodeId(nodeId(host));
    }

    String begin(RejoinRequest request) {
        try (Understudy api = client.get()) {
            return api.rejoin(id(), request).jobId();
        }
    }

    Job run(RejoinRequest request) {
        return end(begin(request));
    }

    /// No standby gets anything from this host any more.
    static void shutStandbysOut(LabHost primary) {
        primary.exec("sh", "-c", "sed -i 's/^host replication/#&/' /etc/postgresql/*/main/pg_hba.conf");
        primary.sql("SELECT pg_reload_conf()");
        Eventually.within(
                Duration.ofSeconds(20),
                "nobody streams",
                () -> primary.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_replication")
                        .isEmpty());
    }

    /// Waits for the end of a job.
    ///
    /// @return the job, failed or not
    public Job end(String jobId) {
        try (Understudy api = client.get()) {
            return api.job(jobId).waitForCompletion(LabCluster.LIMIT);
        } catch (JobFailedException failed) {
            return failed.job();
        }
    }

    public Job run(PromotionRequest request) {
        return end(begin(request));
    }
}
