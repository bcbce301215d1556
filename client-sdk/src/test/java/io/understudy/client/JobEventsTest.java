package io.understudy.client;

import static io.understudy.client.TestingJobs.running;
import static io.understudy.client.TestingJobs.succeeded;
import static io.understudy.client.TestingService.problem;
import static io.understudy.client.TestingService.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.client.TestingService.Answer;
import io.understudy.client.model.JobEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class JobEventsTest {
    private final List<String> heard = new ArrayList<>();
    private final CountDownLatch testOver = new CountDownLatch(1);
    private TestingService service;
    private Understudy client;

    @BeforeEach
    void start() throws IOException {
        service = TestingService.start();
        client = service.client().build();
    }

    @AfterEach
    void stop() {
        testOver.countDown();
        client.close();
        service.close();
    }

    @Test
    void tellsEveryEventInOrderUntilTheEnd() {
        service.answers(stream(": alive\n\n", event(1, "state"), event(2, "log"), event(9, "end")));

        follow(0);

        assertEquals(List.of("1 state", "2 log", "9 end"), heard);
        assertEquals("/api/v1/jobs/j-1/events", service.requests().get(0).uri());
        assertEquals(Optional.empty(), service.requests().get(0).header("Last-Event-ID"));
        assertEquals(Optional.of("Bearer secret"), service.requests().get(0).header("Authorization"));
    }

    @Test
    void aBrokenStreamGoesOnBehindTheLastWholeEvent() {
        service.answers(
                broken("retry: 1\n", event(1, "log"), event(2, "log"), "id: 3\ndata: {\"id\":3,"),
                running(10),
                broken(": alive\n\n"),
                running(20),
                stream(event(3, "log"), event(4, "end")));

        follow(0);

        assertEquals(List.of("1 log", "2 log", "3 log", "4 end"), heard);
        assertEquals(Optional.of("2"), service.requests().get(4).header("Last-Event-ID"));
    }

    @Test
    void aServiceThatBeginsFromTheStartIsNotHeardTwice() {
        service.answers(
                stream("retry: 1\n", event(1, "log")),
                running(10),
                stream(event(1, "log"), event(2, "log"), event(3, "end")));

        follow(0);

        assertEquals(List.of("1 log", "2 log", "3 end"), heard);
    }

    @Test
    void whoHasSeenEverythingOfAnEndedJobIsLetGo() {
        service.answers(stream("retry: 1\n: closed\n\n"), succeeded(), stream(": closed\n\n"));

        follow(4711);

        assertEquals(List.of(), heard);
        assertEquals(Optional.of("4711"), service.requests().get(2).header("Last-Event-ID"));
    }

    @Test
    void anEndedJobWhoseStreamBreaksIsStillToldToItsEnd() {
        service.answers(
                stream("retry: 1\n", event(1, "log")),
                succeeded(),
                broken(": alive\n\n"),
                succeeded(),
                stream(event(2, "log"), event(3, "end")));

        follow(0);

        assertEquals(List.of("1 log", "2 log", "3 end"), heard);
    }

    @Test
    void aSilentStreamIsLeft() {
        client = understudy(Duration.ofMillis(500));
        service.answers(silent("retry: 1\n", event(1, "log")), running(10), stream(event(2, "log"), event(3, "end")));

        follow(0);

        assertEquals(List.of("1 log", "2 log", "3 end"), heard);
    }

    @Test
    void aRestartOfTheServiceLosesNothing() {
        service.answers(
                stream("retry: 1\n", event(1, "log")),
                problem(503, "STARTING", ""),
                problem(503, "STARTING", ""),
                problem(503, "STARTING", ""),
                text(502, "text/html", "<h1>Bad gateway"),
                running(10),
                stream(event(2, "end")));

        follow(0);

        assertEquals(List.of("1 log", "2 end"), heard);
    }

    @Test
    void aRefusalEndsTheFollowing() {
        service.answers(problem(404, "NOT_FOUND", ""));
        assertThrows(NotFoundException.class, () -> follow(0));
    }

    @Test
    void aListenerMayStop() {
        service.answers(stream(event(1, "log"), event(2, "log")));

        assertThrows(
                IllegalArgumentException.class,
                () -> client.events().follow("j-1", event -> {
                    throw new IllegalArgumentException("enough");
                }));
    }

    @Test
    void closingTheClientEndsTheFollowing() throws Exception {
        service.answers(silent(event(1, "log")));
        var following = CompletableFuture.supplyAsync(() -> assertThrows(IllegalStateException.class, () -> follow(0)));
        Eventually.within(Duration.ofSeconds(10), "the first event", () -> !heard.isEmpty());

        client.close();

        following.get(5, TimeUnit.SECONDS);
    }

    @Test
    void dataOnSeveralLinesAndEventsOfANewerServiceAreTold() {
        String lines =
                "id: 5\nevent: dance\ndata: {\"id\":5,\ndata: \"type\":\"dance\",\"at\":\"2026-11-22T10:15:30Z\",\"data\":{\"é\":1},\"x\":0}\n\n";
        service.answers(stream(lines, event(6, "end")));
        List<Object> data = new ArrayList<>();

        client.events().follow("j-1", event -> data.add(String.valueOf(event.getData())));

        assertEquals("{é=1}", data.get(0));
        assertTrue(data.size() == 2);
    }

    private void follow(long after) {
        client.events().follow("j-1", after, (JobEvent event) -> heard.add(event.getId() + " " + event.getType()));
    }

    private Understudy understudy(Duration silence) {
        UnderstudyBuilder settings = service.client();
        settings.silence = silence;
        return settings.build();
    }

    private static String event(int id, String type) {
        return "event: %s\ndata: {\"id\":%d,\"at\":\"2026-11-22T10:15:30Z\",\"type\":\"%s\",\"data\":{}}\nid: %d\n\n"
                .formatted(type, id, type, id);
    }

    private static Answer stream(String... parts) {
        return text(200, "text/event-stream;charset=UTF-8", String.join("", parts));
    }

    private static Answer broken(String... parts) {
        return exchange -> {
            String whole = String.join("", parts);
            exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, whole.length() + 1000);
            exchange.getResponseBody().write(whole.getBytes(UTF_8));
            exchange.getResponseBody().flush();
        };
    }

    /// Says what it has to say and then nothing until the test is over.
    private Answer silent(String... parts) {
        return exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(String.join("", parts).getBytes(UTF_8));
            exchange.getResponseBody().flush();
            try {
                testOver.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }
}
