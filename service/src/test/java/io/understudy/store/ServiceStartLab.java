package io.understudy.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.client.Understudy;
import io.understudy.client.api.TokensApi.APIListTokensRequest;
import io.understudy.testing.Eventually;
import io.understudy.testing.LabService;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/// What only a real start, stop or kill of the service can show.
class ServiceStartLab {
    @Test
    void aKilledServiceFindsItsStoreAgain() throws IOException {
        try (LabService service = new LabService("start-killed").start()) {
            String server = storePid(service);

            service.kill();
            service.start();

            assertEquals(server, storePid(service), "joined, not started anew");
            try (Understudy api = service.client()) {
                assertEquals(
                        1,
                        api.tokens()
                                .listTokens(APIListTokensRequest.newBuilder().build())
                                .getItems()
                                .size());
            }
        }
    }

    @Test
    void theStoreStopsWithTheLastServiceThatUsesIt() throws IOException {
        try (LabService first = new LabService("start-shared").start();
                LabService second = first.onTheSameFolder().start()) {
            ProcessHandle server =
                    ProcessHandle.of(Long.parseLong(storePid(first))).orElseThrow();

            first.stop();
            assertTrue(server.isAlive());
            assertTrue(second.isReady());

            second.stop();
            assertTrue(Files.notExists(first.path("store/postmaster.pid")));
            Eventually.within(Duration.ofSeconds(10), "the store's process is gone", () -> !server.isAlive());
        }
    }

    @Test
    void aWrongKeyStopsTheStartAndLeavesNothingRunning() throws IOException {
        try (LabService service = new LabService("start-wrong-key").start()) {
            service.stop();
            String key = Base64.getEncoder().encodeToString(new byte[32]);

            assertThrows(AssertionError.class, () -> service.start("understudy.secret-key=" + key));

            String log = Files.readString(service.log());
            assertTrue(log.contains("The secret key is not the one that the store was sealed with"), log);
            assertFalse(log.contains(key));
            assertTrue(Files.notExists(service.path("store/postmaster.pid")));
        }
    }

    private static String storePid(LabService service) throws IOException {
        return Files.readAllLines(service.path("store/postmaster.pid")).getFirst();
    }
}
