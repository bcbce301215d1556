package io.understudy.job;

import static io.understudy.testing.TestingClient.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.understudy.client.JobFailedException;
import io.understudy.client.JobPoller;
import io.understudy.client.NotFoundException;
import io.understudy.client.Paged;
import io.understudy.client.Understudy;
import io.understudy.client.ValidationException;
import io.understudy.client.model.ArchiveOptions;
import io.understudy.client.model.Job;
import io.understudy.client.model.JobEvent;
import io.understudy.client.model.JobOutcome;
import io.understudy.client.model.JobState;
import io.understudy.client.model.JobType;
import io.understudy.client.model.PageJob;
import io.understudy.client.model.ReplicationSetupRequest;
import io.understudy.client.model.Role;
import io.understudy.cluster.Cluster;
import io.understudy.cluster.ClusterStore;
import io.understudy.cluster.TestingClusters;
import io.understudy.testing.TestingClient;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Jobs, and the setups that begin them, on hosts that nobody answers for; on real hosts the lab tests go through the
/// same client.
@QuarkusTest
class JobsContractTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @SuppressWarnings("NullAway.Init")
    private Understudy api;

    @Inject
    ClusterStore clusters;

    @BeforeEach
    void connect() {
        api = TestingClient.admin();
    }

    private static ReplicationSetupRequest onto(Cluster cluster) {
        return new ReplicationSetupRequest().standbyHostId(cluster.primary().hostId());
    }

    private Job failed(String clusterId, ReplicationSetupRequest request) {
        return assertThrows(
                        JobFailedException.class,
                        () -> api.setUp(clusterId, request).waitForCompletion(LIMIT))
                .job();
    }

    @Test
    void aSetupThatReachesNobodyFailsAndHasChangedNothing() {
        Cluster cluster = TestingClusters.stored(clusters);

        Job job = failed(cluster.id(), onto(cluster));

        assertEquals(JobType.REPLICATION_SETUP, job.getType());
        assertEquals(JobState.FAILED, job.getState());
        assertEquals(JobOutcome.UNCHANGED, job.getOutcome());
        assertEquals(cluster.id(), job.getClusterId());
        assertEquals("HOST_UNREACHABLE", Objects.requireNonNull(job.getError()).getCode());
        assertTrue(job.getError().getRemedy().length() > 10);
        assertEquals(List.of(), api.jobs().listJobChanges(job.getId()).getItems());
        assertTrue(api.jobs().listJobLogs(job.getId(), 0L, 100, null).getComplete());
        assertEquals(job, api.jobs().getJob(job.getId(), null));
        assertEquals(
                List.of(job.getId()),
                api.replicationSetups().listReplicationSetups(cluster.id(), null, null).getItems().stream()
                        .map(Job::getId)
                        .toList());
    }

    @Test
    void whatHappensIsToldOnceAndInOrder() {
        Cluster cluster = TestingClusters.stored(clusters);
        Job job = failed(cluster.id(), onto(cluster));

        List<JobEvent> told = new ArrayList<>();
        api.events().follow(job.getId(), told::add);

        List<Long> ids = told.stream().map(JobEvent::getId).toList();
        assertEquals(ids.stream().sorted().distinct().toList(), ids);
        assertEquals("end", told.getLast().getType());
    }

    @Test
    void aJobThatHasEndedIsAskedForAgainOrNotAtAll() {
        Cluster cluster = TestingClusters.stored(clusters);
        String id = failed(cluster.id(), onto(cluster)).getId();

        refused(409, "JOB_NOT_CANCELLABLE", () -> api.jobs().cancelJob(id, null));
        refused(409, "NOTHING_TO_UNDO", () -> api.jobs().undoJob(id, null, null));
        Job again = api.jobs().retryJob(id, null, "wait=30");
        assertNotEquals(id, again.getId());
        assertEquals(id, again.getRetryOf());
        assertNotNull(again.getEndedAt());
    }

    /// Dry runs do not exclude each other, so there may be many at once.
    @Test
    void manyPlansAtOnceAllCome() {
        Cluster cluster = TestingClusters.stored(clusters);
        List<JobPoller> begun = Stream.generate(() -> api.job(
                        api.replicationSetups().createReplicationSetup(cluster.id(), onto(cluster), true, null, null)))
                .limit(40)
                .toList();

        for (JobPoller job : begun) {
            assertThrows(JobFailedException.class, () -> job.waitForCompletion(LIMIT));
        }
    }

    @Test
    void aRepeatedRequestMakesOneJob() {
        Cluster cluster = TestingClusters.stored(clusters);
        String first = api.replicationSetups()
                .createReplicationSetup(cluster.id(), onto(cluster), false, "once", "wait=30")
                .getId();

        assertEquals(
                first,
                api.replicationSetups()
                        .createReplicationSetup(cluster.id(), onto(cluster), false, "once", null)
                        .getId());
        refused(
                422,
                "IDEMPOTENCY_KEY_REUSED",
                () -> api.replicationSetups()
                        .createReplicationSetup(cluster.id(), onto(cluster).port(5433), false, "once", null));
    }

    @Test
    void jobsAreListedNewestFirstAndByWhatTheyAre() {
        Cluster cluster = TestingClusters.stored(clusters);
        String first = failed(cluster.id(), onto(cluster)).getId();
        String second = failed(cluster.id(), onto(cluster)).getId();

        assertEquals(List.of(second, first), listed(cluster, JobState.FAILED, JobType.REPLICATION_SETUP));
        assertEquals(List.of(), listed(cluster, JobState.SUCCEEDED, null));
        assertEquals(List.of(), listed(cluster, null, JobType.UNDO));
    }

    private List<String> listed(Cluster cluster, @Nullable JobState state, @Nullable JobType type) {
        return Paged.of(
                        cursor -> api.jobs().listJobs(cluster.id(), cursor, 1, state, type),
                        PageJob::getItems,
                        PageJob::getNextCursor)
                .stream()
                .map(Job::getId)
                .toList();
    }

    @Test
    void whatCannotBeMeantIsPointedAt() {
        Cluster cluster = TestingClusters.stored(clusters);
        assertPointer("/standbyHostId", cluster, new ReplicationSetupRequest().standbyHostId("no-such-host"));
        assertPointer("/walKeepMegabytes", cluster, onto(cluster).slot("own").walKeepMegabytes(64));
        assertPointer("/planId", cluster, onto(cluster).planId("no-such-plan"));
        assertPointer("/roleName", cluster, onto(cluster).roleName("pg_monitor"));
        assertPointer(
                "/archive/cleanupSchedule",
                cluster,
                onto(cluster).archive(new ArchiveOptions().cleanupSchedule("61 7 * * *")));
        assertThrows(NotFoundException.class, () -> api.setUp("no-such-cluster", onto(cluster)));
    }

    private void assertPointer(String pointer, Cluster cluster, ReplicationSetupRequest request) {
        ValidationException refused =
                assertThrows(ValidationException.class, () -> api.setUp(cluster.id(), request), pointer);
        assertEquals(pointer, refused.errors().getFirst().getPointer());
    }

    @Test
    void viewersOnlyLook() {
        Cluster cluster = TestingClusters.stored(clusters);
        String id = failed(cluster.id(), onto(cluster)).getId();
        try (Understudy viewer = TestingClient.as(Role.VIEWER)) {
            assertFalse(viewer.jobs().getJob(id, null).getDryRun());
            refused(403, "FORBIDDEN", () -> viewer.setUp(cluster.id(), onto(cluster)));
            refused(403, "FORBIDDEN", () -> viewer.jobs().retryJob(id, null, null));
            refused(403, "FORBIDDEN", () -> viewer.jobs().undoJob(id, null, null));
            refused(403, "FORBIDDEN", () -> viewer.jobs().cancelJob(id, null));
        }
    }
}
