package io.understudy.client;

import static io.understudy.client.TestingService.hangUp;
import static io.understudy.client.TestingService.json;
import static io.understudy.client.TestingService.problem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.understudy.client.TestingService.Answer;
import io.understudy.client.model.ClusterLag;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LagPollerTest {
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
    void waitsUntilTheStandbysAreThatClose() {
        service.answers(lag(false), lag(false), lag(true));
        List<ClusterLag> looks = new ArrayList<>();

        ClusterLag lag = client.lag("c-1").onLook(looks::add).waitForBelow(1_048_576, LIMIT);

        assertEquals(true, lag.getBelow());
        assertEquals(3, looks.size());
        assertEquals(
                "/api/v1/clusters/c-1/lag?belowBytes=1048576",
                service.requests().get(0).uri());
        assertEquals(Optional.of("wait=15"), service.requests().get(0).header("Prefer"));
    }

    @Test
    void oneStandbyIsNamed() {
        service.answers(lag(true));

        client.lag("c-1").ofNode("n-2").waitForBelow(0, LIMIT);

        assertEquals(
                "/api/v1/clusters/c-1/lag?belowBytes=0&nodeId=n-2",
                service.requests().get(0).uri());
    }

    @Test
    void aServiceThatRestartsIsWaitedFor() {
        service.answers(hangUp(), lag(true));

        assertEquals(true, client.lag("c-1").waitForBelow(0, LIMIT).getBelow());
    }

    @Test
    void aRefusalEndsTheWaiting() {
        service.answers(problem(404, "NOT_FOUND", ""));

        assertThrows(NotFoundException.class, () -> client.lag("c-1").waitForBelow(0, LIMIT));
    }

    @Test
    void whenTheTimeIsUpTheLastLookIsTold() {
        service.answers(lag(false), lag(false), lag(false));

        LagTimeoutException late =
                assertThrows(LagTimeoutException.class, () -> client.lag("c-1").waitForBelow(0, Duration.ofMillis(1)));

        assertEquals(false, late.lag().orElseThrow().getBelow());
    }

    private static Answer lag(boolean below) {
        return json(200, """
                {"clusterId": "c-1", "measuredAt": "2026-11-22T10:15:30Z", "stale": false, "below": %s,
                 "primary": {"nodeId": "n-1", "host": "db1", "unknown": []}, "standbys": []}
                """.formatted(below));
    }
}
