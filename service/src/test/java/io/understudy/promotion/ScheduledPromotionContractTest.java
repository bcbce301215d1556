package io.understudy.promotion;

import static io.understudy.testing.TestingClient.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quarkus.test.junit.QuarkusTest;
import io.understudy.client.JobFailedException;
import io.understudy.client.Understudy;
import io.understudy.client.ValidationException;
import io.understudy.client.model.Job;
import io.understudy.client.model.JobEvent;
import io.understudy.client.model.JobOutcome;
import io.understudy.client.model.JobState;
import io.understudy.client.model.JobType;
import io.understudy.client.model.PromotionMode;
import io.understudy.client.model.PromotionRequest;
import io.understudy.cluster.Cluster;
import io.understudy.cluster.ClusterStore;
import io.understudy.cluster.TestingClusters;
import io.understudy.testing.Eventually;
import io.understudy.testing.TestingApi;
import io.understudy.testing.TestingClient;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hamcrest.Matchers;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A promotion that waits for its time, on hosts that nobody answers for.
@QuarkusTest
class ScheduledPromotionContractTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @SuppressWarnings("NullAway.Init")
    private Understudy api;

    @SuppressWarnings("NullAway.Init")
    private Cluster cluster;

    @Inject
    ClusterStore clusters;

    @Inject
    Jdbi jdbi;

    @BeforeEach
    void aClusterOfTwo() {
        api = TestingClient.admin();
        cluster = TestingClusters.stored(clusters);
    }

    private PromotionRequest at(Instant time) {
        return PromotionRequest.builder()
                .mode(PromotionMode.SWITCHOVER)
                .expectedPrimaryNodeId(cluster.primary().id())
                .scheduledAt(time)
                .build();
    }

    private static Instant in(Duration time) {
        return Instant.now().plus(time).truncatedTo(ChronoUnit.MILLIS);
    }

    private Job scheduled(Instant time) {
        return api.job(api.promote(cluster.id(), at(time)).jobId()).poll();
    }

    private Job failed(Job job) {
        JobFailedException failed = assertThrows(
                JobFailedException.class, () -> api.job(job.getId()).waitForCompletion(LIMIT));
        assertEquals(JobState.FAILED, failed.job().getState());
        assertEquals(JobOutcome.UNCHANGED, failed.job().getOutcome());
        assertEquals(List.of(), api.jobs().listJobChanges(job.getId()).getItems());
        return failed.job();
    }

    private static String code(Job job) {
        assertNotNull(job.getError());
        return job.getError().getCode();
    }

    @Test
    void aTimeThatCannotBeIsPointedAt() {
        Stream.of(
                        at(Instant.now().minusSeconds(1)),
                        at(in(Duration.ofDays(8))),
                        at(in(Duration.ofHours(1))).mode(PromotionMode.FAILOVER))
                .forEach(request -> {
                    ValidationException refused =
                            assertThrows(ValidationException.class, () -> api.promote(cluster.id(), request));
                    assertEquals("/scheduledAt", refused.errors().getFirst().getPointer());
                });
        TestingApi.post(
                        "clusters/%s/promotions".formatted(cluster.id()),
                        Map.of(
                                "mode", "SWITCHOVER",
                                "expectedPrimaryNodeId", cluster.primary().id(),
                                "scheduledAt", "tomorrow at three"))
                .statusCode(400)
                .body("errors.pointer", Matchers.hasItem("/scheduledAt"));
    }

    @Test
    void itWaitsAndIsInNobodysWay() {
        Instant time = in(Duration.ofHours(1));
        Job job = scheduled(time);
        assertEquals(JobState.SCHEDULED, job.getState());
        assertEquals(time, job.getScheduledAt());
        assertNull(job.getStartedAt());

        Job other = failed(
                api.job(api.promote(cluster.id(), at(time).scheduledAt(null)).jobId())
                        .poll());

        assertEquals("HOST_UNREACHABLE", code(other));
        assertEquals(
                List.of(job),
                api.jobs()
                        .listJobs(cluster.id(), null, 10, JobState.SCHEDULED, JobType.PROMOTION)
                        .getItems());
        refused(409, "JOB_CONFLICT", () -> api.jobs().retryJob(job.getId(), null, null));
    }

    @Test
    void itIsCancelledAtOnce() {
        Job job = scheduled(in(Duration.ofHours(1)));

        Job cancelled = api.jobs().cancelJob(job.getId(), null);

        assertEquals(JobState.CANCELLED, cancelled.getState());
        assertEquals(JobOutcome.UNCHANGED, cancelled.getOutcome());
        assertNotNull(cancelled.getEndedAt());
        List<JobEvent> told = new ArrayList<>();
        api.events().follow(job.getId(), told::add);
        assertEquals(List.of("end"), told.stream().map(JobEvent::getType).toList());
        refused(409, "JOB_NOT_CANCELLABLE", () -> api.jobs().cancelJob(job.getId(), null));
    }

    @Test
    void itBeginsAtItsTime() {
        Job ended = failed(scheduled(in(Duration.ofSeconds(2))));

        assertEquals("HOST_UNREACHABLE", code(ended));
        assertNotNull(ended.getStartedAt());
        assertNotNull(ended.getScheduledAt());
        assertFalse(ended.getStartedAt().isBefore(ended.getScheduledAt()));
    }

    /// Its time is past and the primary another by then: no new request could be made of it.
    @Test
    void aRepeatedCallIsAnsweredWhenItIsOver() {
        PromotionRequest request = at(in(Duration.ofSeconds(2)));
        String key = TestingApi.uniqueName();
        Job first = api.promotions().createPromotion(cluster.id(), request, null, key, null);
        failed(api.job(first.getId()).poll());
        clusters.promoted(cluster.id(), cluster.nodes().getLast().id(), Map.of());

        assertEquals(first, api.promotions().createPromotion(cluster.id(), request, null, key, null));

        PromotionRequest another = at(in(Duration.ofHours(1)));
        refused(
                422,
                "IDEMPOTENCY_KEY_REUSED",
                () -> api.promotions().createPromotion(cluster.id(), another, null, key, null));
    }

    @Test
    void thePrimaryMayBeAnotherByThen() {
        Job job = scheduled(in(Duration.ofSeconds(2)));

        clusters.promoted(cluster.id(), cluster.nodes().getLast().id(), Map.of());

        assertEquals("PRIMARY_CHANGED", code(failed(job)));
        assertEquals("PRIMARY_CHANGED", code(failed(api.jobs().retryJob(job.getId(), null, null))));
    }

    @Test
    void aPlanIsMadeAtOnce() {
        String id = api.promotions()
                .createPromotion(cluster.id(), at(in(Duration.ofHours(1))), true, null, null)
                .getId();

        assertEquals("HOST_UNREACHABLE", code(failed(api.job(id).poll())));
    }

    /// It goes on waiting, and in the end gives up.
    @Test
    void anotherJobChangesTheClusterAtThatTime() {
        String other = TestingApi.uniqueName();
        jdbi.useHandle(handle -> handle.execute(
                "INSERT INTO job (id, type, cluster_id, request, created_by, state) VALUES (?, 'REJOIN', ?, '{}', 'test', 'RUNNING')",
                other,
                cluster.id()));
        Job job = scheduled(in(Duration.ofSeconds(1)));
        Eventually.within(LIMIT, "the queue has asked and will again", () -> asked(job));
        assertEquals(JobState.SCHEDULED, api.job(job.getId()).poll().getState());

        jdbi.useHandle(handle ->
                handle.execute("UPDATE job SET scheduled_at = now() - interval '11 min' WHERE id = ?", job.getId()));

        Job missed = failed(job);
        assertEquals("SCHEDULE_MISSED", code(missed));
        assertNotNull(missed.getError());
        assertEquals(other, missed.getError().getAdditionalProperty("conflictingJobId"));
        jdbi.useHandle(handle -> handle.execute("DELETE FROM job WHERE id = ?", other));
    }

    /// The service was away, after it had begun the job and before that had changed anything.
    @Test
    void aJobThatComesBackTooLateChangesNothing() {
        String other = TestingApi.uniqueName();
        jdbi.useHandle(handle -> handle.execute(
                "INSERT INTO job (id, type, cluster_id, request, created_by, state) VALUES (?, 'REJOIN', ?, '{}', 'test', 'RUNNING')",
                other,
                cluster.id()));
        Job job = scheduled(in(Duration.ofSeconds(1)));
        jdbi.useTransaction(handle -> {
            handle.execute("DELETE FROM job WHERE id = ?", other);
            handle.execute(
                    "UPDATE job SET state = 'PENDING', scheduled_at = now() - interval '11 min' WHERE id = ?",
                    job.getId());
        });

        assertEquals("SCHEDULE_MISSED", code(failed(job)));
    }

    private boolean asked(Job job) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT execution_time > :at FROM scheduled_tasks WHERE task_instance = :id")
                .bind("at", job.getScheduledAt())
                .bind("id", job.getId())
                .mapTo(Boolean.class)
                .one());
    }

    @Test
    void itsClusterStays() {
        Job job = scheduled(in(Duration.ofHours(1)));
        String etag = TestingApi.etag("clusters/" + cluster.id());

        refused(409, "JOB_CONFLICT", () -> api.clusters().forgetCluster(cluster.id(), etag));

        api.jobs().cancelJob(job.getId(), null);
        api.clusters().forgetCluster(cluster.id(), etag);
    }
}
