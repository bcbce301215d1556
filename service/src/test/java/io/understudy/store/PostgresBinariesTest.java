package io.understudy.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.understudy.testing.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresBinariesTest {
    /// The service's environment may hold its key and the store's password.
    @Test
    void theServicesEnvironmentIsNotHandedOn(@TempDir Path folder) throws Exception {
        AtomicReference<String> environment = new AtomicReference<>("");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<PostgresBinaries> unpacked = threads.submit(() -> PostgresBinaries.in(new DataFolder(folder)));
            Eventually.within(Duration.ofSeconds(30), "tar runs", () -> {
                environment.set(environmentOfTar());
                return !environment.get().isEmpty() || unpacked.isDone();
            });
            unpacked.get();
        }
        assertEquals(
                List.of("PATH"),
                Arrays.stream(environment.get().split("\0"))
                        .map(variable -> variable.split("=", 2)[0])
                        .toList());
    }

    /// Empty while there is none.
    private static String environmentOfTar() {
        return ProcessHandle.current()
                .children()
                .map(child -> Path.of("/proc", Long.toString(child.pid())))
                .filter(child -> read(child.resolve("comm")).equals("tar\n"))
                .map(child -> read(child.resolve("environ")))
                .findFirst()
                .orElse("");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException _) {
            return "";
        }
    }
}
