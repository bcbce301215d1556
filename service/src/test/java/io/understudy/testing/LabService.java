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
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The packaged service as a process of its own, so that it can be killed.
public final class LabService implements AutoCloseable {
    private static final Path RUN = packaged().resolve("run");

    private final Path data;
    private final int port;
    private @Nullable Process process;

    /// @param name of its data folder below `target`, which is made anew
    public LabService(String name) {
        this(Path.of("target", "lab-data", name).toAbsolutePath());
        stopStore();
        remove(data);
    }

    private LabService(Path data) {
        this.data = data;
        this.port = freePort();
    }

    /// Another service, not started yet, on this one's data folder.
    public LabService onTheSameFolder() {
        return new LabService(data);
    }

    /// Starts it and waits until it answers.
    ///
    /// @param settings for example `understudy.fault.halt-at=before:ensure-base-backup`
    public LabService start(String... settings) {
        begin(settings);
        awaitReady();
        return this;
    }

    public void awaitReady() {
        Eventually.within(Duration.ofSeconds(90), "the service answers; see " + log(), this::isReady);
    }

    /// Starts it and does not wait.
    public void begin(String... settings) {
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
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public Path log() {
        return data.resolveSibling(data.getFileName() + ".log");
    }

    public Path tokenFile() {
        return path("admin-token");
    }

    /// A file of its data folder.
    public Path path(String name) {
        return data.resolve(name);
    }

    /// Its data folder.
    public Path data() {
        return data;
    }

    public Understudy client() {
        return client(tokenFile());
    }

    /// For a replica: the first admin token is in the data folder of one of them.
    public Understudy client(Path tokenFile) {
        return Understudy.builder().baseUri(uri()).tokenFile(tokenFile).build();
    }

    /// As `kill -9` does; its store lives on, as after a crash.
    public void kill() {
        running().destroyForcibly();
        awaitEnd();
    }

    /// Stops all its threads at once, as a machine does that is out of memory or moved to another; see [#thaw].
    public void freeze() {
        signal("STOP");
    }

    public void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        run("kill", "-s", name, Long.toString(running().pid()));
    }

    /// As a service manager does: it may end what it is doing, and its store with it.
    public void stop() {
        running().destroy();
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

    /// Whether it answers.
    ///
    /// @throws AssertionError when its process has ended
    public boolean isReady() {
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

    /// Restarts the embedded PostgreSQL under the running service, which ends all its connections. Returns when the
    /// store answers again.
    public void restartStore() {
        Path postgres = Path.of(store().orElseThrow().info().command().orElseThrow());
        // As the service runs it: PostgreSQL refuses root.
        run(
                "unshare",
                "--user",
                postgres.resolveSibling("pg_ctl").toString(),
                "restart",
                "-w",
                "-s",
                "-m",
                "fast",
                "-l",
                path("store.log").toString(),
                "-D",
                path("store").toString());
    }

    /// The embedded PostgreSQL outlives a killed service.
    private void stopStore() {
        store().ifPresent(store -> {
            store.destroy();
            Eventually.within(Duration.ofSeconds(30), "the store has stopped", () -> !store.isAlive());
        });
    }

    /// Its postmaster, which the first line of this file names.
    private Optional<ProcessHandle> store() {
        Path pid = data.resolve("store/postmaster.pid");
        if (!Files.exists(pid)) {
            return Optional.empty();
        }
        try {
            return ProcessHandle.of(
                    Long.parseLong(Files.readAllLines(pid).getFirst().strip()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// With its AOT cache, as it is shipped: this halves each start.
    private static Path packaged() {
        run("./package", "--cache");
        return Path.of("").toAbsolutePath();
    }

    private static void run(String... words) {
        try {
            int status = new ProcessBuilder(words).inheritIO().start().waitFor();
            if (status != 0) {
                throw new IllegalStateException("status %d of %s".formatted(status, String.join(" ", words)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
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
