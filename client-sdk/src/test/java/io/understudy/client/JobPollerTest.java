package io.understudy.client;

import static io.understudy.client.TestingJobs.ended;
import static io.understudy.client.TestingJobs.job;
import static io.understudy.client.TestingJobs.pending;
import static io.understudy.client.TestingJobs.running;
import static io.understudy.client.TestingJobs.succeeded;
import static io.understudy.client.TestingService.hangUp;
import static io.understudy.client.TestingService.problem;
import static io.understudy.client.TestingService.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.client.invoker.ApiException;
import io.understudy.client.model.Job;
import io.understudy.client.model.JobOutcome;
import io.understudy.client.model.JobState;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JobPollerTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private TestingService service;
    private Understudy client;

    @BeforeEach
    void start() throws IOException {
        service = TestingService.start();
        client = service.client().build();
    }

    @AfterEach
    void stop() {
        client.close();
        service.close();
    }

    @Test
    void waitsUntilTheJobHasEnded() {
        service.answers(pending(), running(10), succeeded());

        Job job = client.job("j-1").waitForCompletion(LIMIT);

        assertEquals(JobOutcome.COMPLETED, job.getOutcome());
        assertEquals("/api/v1/jobs/j-1", service.requests().get(0).uri());
        assertEquals(Optional.of("wait=15"), service.requests().get(0).header("Prefer"));
    }

    @Test
    void tellsEveryChangeOnce() {
        service.answers(pending(), running(10), running(10), running(90), succeeded());
        List<JobState> states = new ArrayList<>();

        client.job("j-1").onProgress(job -> states.add(job.getState())).waitForCompletion(LIMIT);

        assertEquals(List.of(JobState.PENDING, JobState.RUNNING, JobState.RUNNING, JobState.SUCCEEDED), states);
        assertEquals(Optional.of("wait=1"), service.requests().get(0).header("Prefer"));
    }

    @Test
    void asksAgainSoonWhenTheServiceHasWaited() {
        service.answers(job(200, "RUNNING", "", "Retry-After", "10", "Preference-Applied", "wait=15"), succeeded());
        long start = System.nanoTime();

        client.job("j-1").waitForCompletion(LIMIT);

        assertTrue(System.nanoTime() - start < Duration.ofSeconds(8).toNanos());
    }

    @Test
    void aRestartOfTheServiceIsWaitedFor() throws Exception {
        service.answers(running(10), hangUp(), problem(503, "STARTING", ""), text(502, "text/html", "<h1>Bad gateway"));
        int port = service.port();
        var waiting = CompletableFuture.supplyAsync(() -> client.job("j-1").waitForCompletion(LIMIT));
        Eventually.within(LIMIT, "four looks", () -> service.requests().size() == 4);

        service.close();
        service = TestingService.start(port);
        service.answers(succeeded());

        assertEquals(JobState.SUCCEEDED, waiting.get(10, TimeUnit.SECONDS).getState());
    }

    @Test
    void aFailureCarriesTheProblemAndWhatIsLeftBehind() {
        service.answers(ended("FAILED", """
                        ,"outcome":"INCOMPLETE","error":{"type":"/problems/disk-full","title":"The disk is full","status":409,
                        "detail":"db2: no space left","code":"DISK_FULL","retryable":false,"remedy":"Free space.","errors":[],
                        "step":"ensure-base-backup","host":"db2"}"""));

        JobFailedException failed =
                assertThrows(JobFailedException.class, () -> client.job("j-1").waitForCompletion(LIMIT));

        assertEquals("DISK_FULL", failed.code());
        assertEquals("db2", failed.problem().getHost());
        assertEquals(Optional.of(JobOutcome.INCOMPLETE), failed.outcome());
        assertEquals("j-1", failed.job().getId());
        assertEquals(
                "job j-1 FAILED, outcome INCOMPLETE: DISK_FULL: db2: no space left. Free space.", failed.getMessage());
    }

    @Test
    void aCancelledJobIsNoSuccess() {
        service.answers(ended("CANCELLED", ",\"outcome\":\"UNCHANGED\""));

        JobFailedException failed =
                assertThrows(JobFailedException.class, () -> client.job("j-1").waitForCompletion(LIMIT));
        assertEquals("JOB_CANCELLED", failed.code());
        assertEquals(Optional.of(JobOutcome.UNCHANGED), failed.outcome());
    }

    @Test
    void theTimeIsUpAndTheJobGoesOn() {
        service.answers(running(10), job(200, "RUNNING", "", "Retry-After", "60"));

        JobTimeoutException late = assertThrows(
                JobTimeoutException.class, () -> client.job("j-1").waitForCompletion(Duration.ofMillis(600)));

        assertEquals("j-1", late.jobId());
        assertEquals(JobState.RUNNING, late.job().orElseThrow().getState());
        assertTrue(late.toString().contains("It goes on"), late.toString());
        assertTrue(
                service.requests().stream().allMatch(request -> request.method().equals("GET")));
    }

    @Test
    void aServiceThatStaysAwayIsTheCauseOfTheTimeOut() {
        service.close();

        JobTimeoutException late = assertThrows(
                JobTimeoutException.class, () -> client.job("j-1").waitForCompletion(Duration.ofMillis(100)));
        assertEquals(Optional.empty(), late.job());
        assertNotNull(late.getCause());
    }

    @Test
    void aJobThatDoesNotExistIsNotWaitedFor() {
        service.answers(problem(404, "NOT_FOUND", ""));
        assertThrows(NotFoundException.class, () -> client.job("j-1").waitForCompletion(LIMIT));
    }

    @Test
    void aStateOfANewerServiceIsNoEndAndAnEndWithoutErrorIsGood() {
        service.answers(
                job(200, "HIBERNATING", ",\"newField\":[1]", "Retry-After", "0"),
                ended("DELEGATED", ",\"outcome\":\"MOVED\""));

        Job job = client.job("j-1").waitForCompletion(LIMIT);

        assertEquals(JobState.UNKNOWN_DEFAULT_OPEN_API, job.getState());
        assertEquals(JobOutcome.UNKNOWN_DEFAULT_OPEN_API, job.getOutcome());
    }

    @Test
    void oneLookIsRepeatedLikeAnyOtherCall() {
        service.answers(hangUp(), running(10));
        assertEquals(JobState.RUNNING, client.job("j-1").poll().getState());
    }

    @Test
    void cancellingIsAskedOfTheService() {
        service.answers(job(202, "CANCELLING", ""));

        JobPoller poller = client.job("j-1");

        assertEquals(JobState.CANCELLING, poller.cancel().getState());
        assertEquals(
                "POST /api/v1/jobs/j-1/cancel",
                service.requests().get(0).method() + " "
                        + service.requests().get(0).uri());
    }

    @Test
    void anInterruptEndsTheWaitingAndStaysSet() {
        service.answers(job(200, "RUNNING", "", "Retry-After", "60"));
        JobPoller poller =
                client.job("j-1").onProgress(job -> Thread.currentThread().interrupt());

        ApiException ended = assertThrows(ApiException.class, () -> poller.waitForCompletion(LIMIT));

        assertEquals(
                InterruptedException.class,
                ended.getCause() == null ? null : ended.getCause().getClass());
        assertTrue(Thread.interrupted());
    }
}
