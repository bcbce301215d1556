package io.understudy.job;

import static io.understudy.testing.TestingApi.asAdmin;
import static io.understudy.testing.TestingApi.host;
import static io.understudy.testing.TestingApi.keyCredential;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.understudy.testing.Eventually;
import io.understudy.testing.TestingSshd;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@QuarkusTest
class JobEventsContractTest {
    @RegisterExtension
    static final TestingSshd SSHD = new TestingSshd();

    @Inject
    JobEventStore events;

    @Inject
    Jdbi jdbi;

    @Test
    void theStreamBeginsWithTheStateAndEndsWithTheEnd() {
        String stream = stream(probe(), "0");

        assertEquals(List.of("state", "end"), values(stream, "event: ?"));
        assertTrue(stream.contains("\"data\":{\"state\":\"RUNNING\"}"), stream);
        assertTrue(stream.contains("\"data\":{\"state\":\"SUCCEEDED\",\"outcome\":\"COMPLETED\"}"), stream);
        assertFalse(stream.contains("null"), stream);
        assertEquals(
                Set.of("id", "event", "retry", "data"),
                stream.lines()
                        .filter(line -> !line.isEmpty() && !line.startsWith(":"))
                        .map(line -> line.substring(0, line.indexOf(':')))
                        .collect(Collectors.toSet()));
    }

    @Test
    void whoComesBackGetsWhatIsBehindTheLastId() {
        String job = probe();
        List<String> ids = values(stream(job, "0"), "id: ?");

        assertEquals(ids.subList(1, ids.size()), values(stream(job, ids.getFirst()), "id: ?"));
        assertEquals(List.of(), values(stream(job, ids.getLast()), "id: ?"));
    }

    /// An event with a smaller id that is seen later would never be seen by who has asked in between.
    @Test
    void eventsAreSeenInTheOrderOfTheirIds() throws Exception {
        String job = probe();
        CountDownLatch commit = new CountDownLatch(1);
        CountDownLatch written = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> slow =
                    threads.submit(() -> QuarkusTransaction.requiringNew().run(() -> {
                        events.tell(job, "log", null, Map.of("line", "first"));
                        written.countDown();
                        await(commit);
                    }));
            await(written);
            Future<?> fast = threads.submit(() -> events.mention(job, "log", null, Map.of("line", "second")));
            Eventually.within(Duration.ofSeconds(10), "the second waits", () -> fast.isDone() || somebodyWaits());
            assertFalse(fast.isDone());
            commit.countDown();
            slow.get();
            fast.get();
        }
        assertEquals(
                List.of("first", "second"),
                events.list(job, 0, "log", null, 9).stream()
                        .map(event -> event.data().get("line").asText())
                        .toList());
    }

    @Test
    void aJobThatLeavesNothingToDoSaysSo() {
        asAdmin()
                .get("/api/v1/jobs/" + probe())
                .then()
                .body("outcome", equalTo("COMPLETED"))
                .body("result.nextActions", empty());
    }

    private boolean somebodyWaits() {
        return jdbi.withHandle(handle -> handle.createQuery(
                                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%INSERT INTO job_event%'")
                        .mapTo(Integer.class)
                        .one()
                > 0);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// @return the id of a probe that has ended well
    private static String probe() {
        String id = host("127.0.0.1", SSHD.port(), "bob", keyCredential(SSHD.loginKey()), Map.of());
        asAdmin()
                .body(Map.of("fingerprint", SSHD.hostKey("ed25519").fingerprint()))
                .put("/api/v1/hosts/" + id + "/host-keys")
                .then()
                .statusCode(200);
        return asAdmin()
                .header("Prefer", "wait=30")
                .post("/api/v1/hosts/" + id + "/probe")
                .then()
                .statusCode(202)
                .body("state", equalTo("SUCCEEDED"))
                .extract()
                .path("id");
    }

    private static String stream(String job, String after) {
        return asAdmin()
                .accept("text/event-stream")
                .header("Last-Event-ID", after)
                .get("/api/v1/jobs/" + job + "/events")
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }

    private static List<String> values(String stream, String field) {
        return stream.lines()
                .filter(line -> line.matches(field + ".*"))
                .map(line -> line.replaceFirst(field, ""))
                .toList();
    }
}
