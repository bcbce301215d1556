package io.understudy.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.understudy.testing.LabHost;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// After a whole setup no secret is found anywhere but where it belongs.
class SecretsLab {
    private static final WatchedSetup WATCHED = new WatchedSetup();

    @BeforeAll
    static void setUp(@TempDir Path folder) throws IOException, InterruptedException {
        WATCHED.run(folder);
    }

    @AfterAll
    static void leaveNothing() {
        WATCHED.close();
    }

    @Test
    void theServicesLog() throws IOException {
        String log = Files.readString(WATCHED.service.log());
        assertTrue(log.contains("job begins job=") && log.contains(" DEBUG "), "it logs at its finest");
        WATCHED.canaries.assertNotIn("log", log);
    }

    /// Every GET of the API document, with every id that there is.
    @Test
    void everythingThatCanBeRead() throws Exception {
        JsonNode paths =
                new ObjectMapper().readTree(get("/q/openapi?format=json")).path("paths");
        int read = 0;
        for (var path : paths.properties()) {
            for (String id : path.getValue().has("get") ? WATCHED.ids : List.<String>of()) {
                String address = path.getKey().replaceAll("\\{[^}]+}", id);
                WATCHED.canaries.assertNotIn(address, get(address));
                read++;
            }
        }
        assertTrue(read > 100, "read " + read);
        WATCHED.canaries.assertNotIn("metrics", get("/q/metrics"));
        WATCHED.canaries.assertNotIn("health", get("/q/health"));
    }

    private String get(String address) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(WATCHED.service.uri().resolve(address))
                    .header(
                            "Authorization",
                            "Bearer "
                                    + Files.readString(WATCHED.service.tokenFile())
                                            .strip())
                    .timeout(Duration.ofSeconds(30))
                    .build();
            try (Stream<String> lines =
                    http.send(request, HttpResponse.BodyHandlers.ofLines()).body()) {
                // One answer has no end: what follows its first event is in the same form.
                AtomicBoolean event = new AtomicBoolean();
                return lines.takeWhile(
                                line -> !event.getAndSet(address.endsWith("/stream") && line.startsWith("data:")))
                        .collect(Collectors.joining("\n"));
            }
        }
    }

    @Test
    void everyRowOfTheStore() throws Exception {
        Path data = WATCHED.service.data();
        List<String> lock = Files.readAllLines(data.resolve("store/postmaster.pid"));
        String url = "jdbc:postgresql://127.0.0.1:%s/understudy"
                .formatted(lock.get(3).strip());
        String password = Files.readString(data.resolve("store-password")).strip();
        try (Connection store = DriverManager.getConnection(url, "understudy", password);
                Statement statement = store.createStatement()) {
            List<String> tables = column(statement, """
                    SELECT format('%I.%I', table_schema, table_name) FROM information_schema.tables
                     WHERE table_schema NOT IN ('pg_catalog', 'information_schema')
                    """);
            assertTrue(tables.size() > 8, tables.toString());
            for (String table : tables) {
                List<String> rows = column(statement, "SELECT t::text FROM " + table + " t");
                WATCHED.canaries.assertNotIn(table, String.join("\n", rows));
            }
        }
    }

    private static List<String> column(Statement statement, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                rows.add(result.getString(1));
            }
        }
        return rows;
    }

    /// The store's files and its log, in which rows live on that are no longer there; beside them lie the two files
    /// that
    /// are meant to hold a secret, and nobody else may read those.
    @Test
    void everyFileOfTheService() throws IOException {
        Path data = WATCHED.service.data();
        List<Path> own = List.of(data.resolve("admin-token"), data.resolve("secret-key"));
        try (var files = Files.walk(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!own.contains(file)) {
                    WATCHED.canaries.assertNotIn(file.toString(), Files.readAllBytes(file));
                }
            }
        }
        for (Path file : own) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        }
    }

    @Test
    void everyProcessOfBothHosts() {
        for (LabHost host : WATCHED.hosts()) {
            String seen = host.exec("cat", "/root/seen");
            assertTrue(seen.contains("psql\0") && seen.contains("understudy-sudo"), "the onlooker sees our commands");
            WATCHED.canaries.assertNotIn("processes of " + host.name(), seen);
        }
        assertTrue(WATCHED.pair.standby().exec("cat", "/root/seen").contains("pg_basebackup\0"));
    }

    @Test
    void everyFileAndJournalOfBothHosts() {
        for (LabHost host : WATCHED.hosts()) {
            WATCHED.canaries.assertNotIn(
                    "journal of " + host.name(), host.exec("journalctl", "--no-pager", "-a", "-o", "export"));
            List<String> search = new ArrayList<>(List.of("grep", "-rlaF", "--devices=skip"));
            WATCHED.canaries.all().forEach(form -> search.addAll(List.of("-e", form)));
            search.addAll(List.of("/etc", "/home", "/root", "/srv", "/opt", "/tmp", "/run", "/var", "/dev/shm"));
            // 1: nothing was found; 2: something could not be read, such as a socket.
            String script = "\"$@\" 2>/dev/null; [ $? -le 2 ]";
            List<String> words = new ArrayList<>(List.of("sh", "-c", script, "search"));
            words.addAll(search);
            String found = host.exec(words.toArray(String[]::new));
            assertEquals(host.equals(WATCHED.pair.standby()) ? WatchedSetup.PASSFILE : "", found.strip(), host.name());
        }
        assertEquals(
                "600 postgres",
                WATCHED.pair
                        .standby()
                        .exec("stat", "-c", "%a %U", WatchedSetup.PASSFILE)
                        .strip());
    }

    @Test
    void postgresSawOnlyTheVerifier() {
        String log = WATCHED.pair.primary().exec("sh", "-c", "cat /var/log/postgresql/*");
        assertTrue(log.contains("SCRAM-SHA-256$"), "the statement that makes the role is in the log");
        WATCHED.canaries.assertNotIn("PostgreSQL's log", log);
    }
}
