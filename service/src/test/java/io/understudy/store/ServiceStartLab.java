package io.understudy.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The packaged service as a process of its own: what only a real start, stop or kill can show.
class ServiceStartLab {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void end() throws InterruptedException {
        for (Process service : started) {
            service.destroy();
            service.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Test
    void aKilledServiceFindsItsStoreAgain() throws Exception {
        int port = freePort();
        Process first = start(port);
        awaitUp(port, first);
        String token = Files.readString(folder.resolve("admin-token")).strip();
        String server = storePid();

        first.destroyForcibly().waitFor();
        awaitUp(port, start(port));

        assertEquals(server, storePid(), "joined, not started anew");
        assertEquals(200, status(port, "/api/v1/tokens", token));
    }

    @Test
    void theStoreStopsWithTheLastServiceThatUsesIt() throws Exception {
        int port = freePort();
        Process first = start(port);
        awaitUp(port, first);
        int otherPort = freePort();
        Process second = start(otherPort);
        awaitUp(otherPort, second);
        ProcessHandle server = ProcessHandle.of(Long.parseLong(storePid())).orElseThrow();

        first.destroy();
        assertTrue(first.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        assertTrue(server.isAlive());
        assertEquals(200, status(otherPort, "/q/health/ready", ""));

        second.destroy();
        assertTrue(second.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        assertFalse(server.isAlive());
    }

    @Test
    void aWrongKeyStopsTheStartAndLeavesNothingRunning() throws Exception {
        int port = freePort();
        Process right = start(port);
        awaitUp(port, right);
        right.destroy();
        right.waitFor();
        String key = Base64.getEncoder().encodeToString(new byte[32]);

        Process wrong = start(port, "-Dunderstudy.secret-key=" + key);

        assertTrue(wrong.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        assertNotEquals(0, wrong.exitValue());
        String log = Files.readString(folder.resolve("service.log"));
        assertTrue(log.contains("The secret key is not the one that the store was sealed with"), log);
        assertFalse(log.contains(key));
        assertTrue(Files.notExists(folder.resolve("store/postmaster.pid")));
    }

    private Process start(int port, String... flags) throws IOException {
        List<String> words =
                new ArrayList<>(List.of("./run", "-Dunderstudy.data-dir=" + folder, "-Dquarkus.http.port=" + port));
        words.addAll(List.of(flags));
        Process service = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("service.log").toFile()))
                .start();
        started.add(service);
        return service;
    }

    private void awaitUp(int port, Process service) throws Exception {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (status(port, "/q/health/ready", "") != 200) {
            assertTrue(
                    service.isAlive() && Instant.now().isBefore(deadline),
                    Files.readString(folder.resolve("service.log")));
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    /// 0 while nobody answers.
    private int status(int port, String path, String token) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + token)
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException _) {
            return 0;
        }
    }

    private String storePid() throws IOException {
        return Files.readAllLines(folder.resolve("store/postmaster.pid")).getFirst();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
