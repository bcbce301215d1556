package io.understudy.testing;

import io.understudy.client.Understudy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The packaged service as a process of its own, so that it can be killed.
public final class LabService implements AutoCloseable {
    private static final Path RUN = Path.of("run").toAbsolutePath();

    private final Path data;
    private final int port;
    private @Nullable Process process;

    /// @param name of its data folder below `target`, which is made anew
    public LabService(String name) {
        data = Path.of("target", "lab-data", name).toAbsolutePath();
        port = freePort();
        stopStore();
        remove(data);
    }

    /// Starts it and waits until it answers.
    ///
    /// @param settings for example `understudy.fault.halt-at=before:ensure-base-backup`
    public LabService start(String... settings) {
        List<String> command = new ArrayList<>(List.of(RUN.toString()));
        command.add("-Dunderstudy.data-dir=" + data);
        command.add("-Dquarkus.http.port=" + port);
        for (String setting : settings) {
            command.add("-D" + setting);
        }
        try {
            Files.createDirectories(data.getParent());
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Eventually.within(Duration.ofSeconds(90), "the service answers; see " + log(), this::isReady);
        return this;
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public Path log() {
        return data.resolveSibling(data.getFileName() + ".log");
    }

    public Path tokenFile() {
        return data.resolve("admin-token");
    }

    /// Its data folder.
    public Path data() {
        return data;
    }

    public Understudy client() {
        try {
            return Understudy.builder()
                    .baseUri(uri())
                    .token(Files.readString(tokenFile()).strip())
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// As `kill -9` does; its store lives on, as after a crash.
    public void kill() {
        running().destroyForcibly();
        awaitEnd();
    }

    /// Waits until it has ended by itself.
    ///
    /// @return its exit status
    public int awaitEnd() {
        try {
            if (!running().waitFor(3, TimeUnit.MINUTES)) {
                throw new AssertionError("the service did not end within 3 minutes");
            }
            return running().exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException("not started");
        }
        return process;
    }

    private boolean isReady() {
        if (!running().isAlive()) {
            throw new AssertionError(
                    "the service ended with exit %d; see %s".formatted(running().exitValue(), log()));
        }
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest ready =
                    HttpRequest.newBuilder(uri().resolve("/q/health/ready")).build();
            return http.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            kill();
        }
        stopStore();
    }

    /// The embedded PostgreSQL outlives a killed service; its first line names its postmaster.
    private void stopStore() {
        Path pid = data.resolve("store/postmaster.pid");
        if (!Files.exists(pid)) {
            return;
        }
        try {
            ProcessHandle.of(Long.parseLong(Files.readAllLines(pid).getFirst().strip()))
                    .ifPresent(store -> {
                        store.destroy();
                        Eventually.within(Duration.ofSeconds(30), "the store has stopped", () -> !store.isAlive());
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
