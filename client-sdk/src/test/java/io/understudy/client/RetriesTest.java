package io.understudy.client;

import static io.understudy.client.TestingService.cutOff;
import static io.understudy.client.TestingService.hangUp;
import static io.understudy.client.TestingService.json;
import static io.understudy.client.TestingService.problem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.client.model.CreateAccessTokenRequest;
import io.understudy.client.model.CreateHostRequest;
import io.understudy.client.model.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetriesTest {
    private static final String TOKEN =
            "{\"id\":\"t1\",\"name\":\"ci\",\"role\":\"VIEWER\",\"createdAt\":\"2026-01-31T12:00:00Z\"}";
    private static final String HOST =
            "{\"id\":\"h1\",\"name\":\"db1\",\"address\":\"10.0.0.7\",\"port\":22,\"user\":\"deploy\",\"credentialId\":\"c1\","
                    + "\"createdAt\":\"2026-01-31T12:00:00Z\"}";

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
    void readingIsRepeatedWhenTheServiceIsOverloaded() {
        service.answers(problem(503, "OVERLOADED", ""), problem(429, "TOO_MANY", ""), json(200, TOKEN));

        assertEquals("ci", client.tokens().getToken("t1").getName());
        assertEquals(3, service.requests().size());
    }

    @Test
    void readingIsRepeatedWhenTheConnectionBreaks() {
        service.answers(hangUp(), cutOff("{\"id\":"), json(200, TOKEN));

        assertEquals("ci", client.tokens().getToken("t1").getName());
    }

    @Test
    void aPostThatReadsAKeyIsRepeatedUnderOneKey() {
        service.answers(hangUp(), problem(409, "IDEMPOTENCY_KEY_IN_FLIGHT", ""), json(201, HOST));

        assertEquals("db1", client.hosts().createHost(host(), null).getName());
        assertEquals(3, service.requests().size());
        assertEquals(1, keys().size());
    }

    @Test
    void everyCallHasAKeyOfItsOwnUnlessTheCallerGivesOne() {
        service.answers(json(201, HOST), json(201, HOST), json(201, HOST));

        client.hosts().createHost(host(), null);
        client.hosts().createHost(host(), null);
        client.hosts().createHost(host(), "mine");

        assertEquals(3, keys().size());
        assertEquals(Optional.of("mine"), service.requests().get(2).header("Idempotency-Key"));
    }

    @Test
    void aPostThatReadsNoKeyIsSentOnce() {
        service.answers(problem(503, "OVERLOADED", ""), json(201, TOKEN));
        CreateAccessTokenRequest request =
                new CreateAccessTokenRequest().name("ci").role(Role.VIEWER);

        assertThrows(ProblemException.class, () -> client.tokens().createToken(request));
        assertEquals(Set.of(Optional.empty()), keys());
        assertEquals(1, service.requests().size());
    }

    @Test
    void aRefusalIsNotRepeated() {
        service.answers(problem(502, "HOST_UNREACHABLE", ""), json(200, TOKEN));

        assertThrows(ProblemException.class, () -> client.tokens().getToken("t1"));
        assertEquals(1, service.requests().size());
    }

    @Test
    void theServiceSaysWhenToComeBack() {
        service.answers(problem(503, "OVERLOADED", "", "Retry-After", "1"), json(200, TOKEN));
        long start = System.nanoTime();

        client.tokens().getToken("t1");

        assertTrue(System.nanoTime() - start >= Duration.ofSeconds(1).toNanos());
    }

    @Test
    void aWaitThatIsTooLongIsLeftToTheCaller() {
        service.answers(problem(503, "OVERLOADED", "", "Retry-After", "120"), json(200, TOKEN));

        ProblemException refused =
                assertThrows(ProblemException.class, () -> client.tokens().getToken("t1"));
        assertEquals(Optional.of(Duration.ofMinutes(2)), refused.retryAfter());
        assertEquals(1, service.requests().size());
    }

    @Test
    void aServiceThatIsGoneIsNamed() {
        service.close();

        UncheckedIOException gone =
                assertThrows(UncheckedIOException.class, () -> client.tokens().getToken("t1"));
        assertTrue(gone.toString().contains("127.0.0.1:" + service.port()), gone.toString());
        assertTrue(gone.toString().contains("in 3 attempt(s)"), gone.toString());
    }

    @Test
    void closingEndsAWaitAndRefusesFurtherCalls() throws Exception {
        service.answers(problem(503, "OVERLOADED", "", "Retry-After", "2"), json(200, TOKEN));
        var call = CompletableFuture.supplyAsync(() ->
                assertThrows(IllegalStateException.class, () -> client.tokens().getToken("t1")));
        Eventually.within(
                Duration.ofSeconds(5),
                "the first attempt",
                () -> service.requests().size() == 1);

        client.close();

        call.get(1, TimeUnit.SECONDS);
        assertThrows(IllegalStateException.class, () -> client.tokens().getToken("t1"));
    }

    private Set<Optional<String>> keys() {
        return service.requests().stream()
                .map(request -> request.header("Idempotency-Key"))
                .collect(Collectors.toSet());
    }

    private static CreateHostRequest host() {
        return new CreateHostRequest()
                .name("db1")
                .address("10.0.0.7")
                .user("deploy")
                .credentialId("c1");
    }
}
