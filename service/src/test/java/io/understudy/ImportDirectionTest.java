package io.understudy;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The map below is the architecture: which package may use which. Whoever changes it changes the design.
class ImportDirectionTest {
    private static final Path SOURCES = Path.of("src/main/java/io/understudy");
    private static final Pattern OWN_NAME = Pattern.compile("\\bio\\.understudy\\.(\\w+)\\.\\w");

    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            entry("problem", Set.of()),
            entry("store", Set.of("problem")),
            entry("http", Set.of("problem", "store")),
            entry("access", Set.of("problem", "store", "http")),
            entry("secret", Set.of("problem", "store")),
            entry("ssh", Set.of("problem", "secret")),
            entry("outbound", Set.of("problem", "secret", "ssh")),
            entry("credential", Set.of("problem", "store", "http", "access", "secret", "ssh")),
            entry("postgres", Set.of("problem", "secret", "ssh")),
            entry("host", Set.of("problem", "store", "http", "access", "secret", "ssh", "credential", "postgres")),
            entry("step", Set.of("problem", "postgres", "ssh", "secret")),
            entry("cluster", Set.of("problem", "store", "http", "access", "secret", "host", "postgres", "ssh")),
            entry("alarm", Set.of("problem", "store", "access")),
            entry("lag", Set.of("problem", "store", "http", "access", "alarm", "cluster", "postgres")),
            entry("job", Set.of("problem", "store", "http", "access", "step", "ssh", "postgres", "host", "cluster")),
            entry("standby", Set.of("problem", "secret", "ssh", "postgres", "step")),
            entry(
                    "cutover",
                    Set.of(
                            "outbound",
                            "standby",
                            "step",
                            "cluster",
                            "host",
                            "credential",
                            "postgres",
                            "ssh",
                            "secret",
                            "http",
                            "access",
                            "problem")),
            entry(
                    "promotion",
                    Set.of(
                            "cutover",
                            "job",
                            "lag",
                            "standby",
                            "step",
                            "cluster",
                            "host",
                            "postgres",
                            "ssh",
                            "secret",
                            "store",
                            "http",
                            "access",
                            "problem")),
            entry(
                    "setup",
                    Set.of(
                            "job",
                            "standby",
                            "step",
                            "cluster",
                            "host",
                            "postgres",
                            "ssh",
                            "secret",
                            "store",
                            "http",
                            "access",
                            "problem")),
            entry(
                    "rejoin",
                    Set.of(
                            "setup",
                            "job",
                            "standby",
                            "step",
                            "cluster",
                            "host",
                            "postgres",
                            "ssh",
                            "secret",
                            "store",
                            "http",
                            "access",
                            "problem")));

    @Test
    void everyPackageUsesOnlyWhatTheMapAllows() throws IOException {
        List<String> faults = new ArrayList<>();
        for (Path file : javaFiles()) {
            String from = packageOf(file);
            for (String to : packagesNamedIn(file)) {
                if (!to.equals(from) && !MAY_USE.getOrDefault(from, Set.of()).contains(to)) {
                    faults.add(from + " -> " + to + " in " + file.getFileName());
                }
            }
        }
        assertEquals(List.of(), faults);
    }

    @Test
    void everyPackageIsInTheMapAndSaysWhatItIs() throws IOException {
        Set<String> packages = new HashSet<>();
        javaFiles().forEach(file -> packages.add(packageOf(file)));
        for (String name : packages) {
            assertTrue(MAY_USE.containsKey(name), "not in the map: " + name);
            String info = Files.readString(SOURCES.resolve(name).resolve("package-info.java"));
            assertTrue(info.contains("///") && info.contains("@NullMarked"), "bare package-info: " + name);
        }
    }

    @Test
    void theMapHasNoCycle() {
        Set<String> done = new HashSet<>();
        while (done.size() < MAY_USE.size()) {
            List<String> free = MAY_USE.keySet().stream()
                    .filter(name -> !done.contains(name) && done.containsAll(MAY_USE.get(name)))
                    .toList();
            assertTrue(!free.isEmpty(), "a cycle, or a name that is not in the map, beyond " + done);
            done.addAll(free);
        }
    }

    private static List<Path> javaFiles() throws IOException {
        try (var files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    private static String packageOf(Path file) {
        return SOURCES.relativize(file).getName(0).toString();
    }

    /// Imports and names written in full alike.
    private static Set<String> packagesNamedIn(Path file) throws IOException {
        Set<String> names = new HashSet<>();
        OWN_NAME.matcher(Files.readString(file)).results().forEach(match -> names.add(match.group(1)));
        return names;
    }
}
