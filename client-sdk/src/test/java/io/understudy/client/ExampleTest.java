package io.understudy.client;

import static io.understudy.client.TestingJobs.job;
import static io.understudy.client.TestingJobs.succeeded;
import static io.understudy.client.TestingService.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The script of the README is the file that is tested here, word by word.
class ExampleTest {
    private static final Path SCRIPT = Path.of("src/example/MakeStandby.java");
    private static final Path README = Path.of("README.md");
    private static final int MOST_LINES = 20;

    @TempDir
    Path folder;

    @Test
    void theReadmeShowsTheScript() throws IOException {
        Matcher shown =
                Pattern.compile("```java\n(import .*?)```", Pattern.DOTALL).matcher(Files.readString(README));

        assertTrue(shown.find());
        assertEquals(Files.readString(SCRIPT), shown.group(1));
    }

    @Test
    void theScriptIsShortAndPlain() throws IOException {
        List<String> lines = Files.readAllLines(SCRIPT);

        assertTrue(lines.size() <= MOST_LINES, () -> lines.size() + " lines");
        assertTrue(lines.stream().allMatch(line -> line.length() <= 120));
    }

    @Test
    void theScriptNeedsJava17AndNoMore() {
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "--release",
                        "17",
                        "-proc:none",
                        "-cp",
                        classPath(),
                        "-d",
                        folder.toString(),
                        SCRIPT.toString());
        assertEquals(0, failed);
    }

    @Test
    void theScriptMakesAStandby() throws Exception {
        String host =
                "\"address\":\"10.0.0.7\",\"port\":22,\"user\":\"deploy\",\"credentialId\":\"c-1\",\"createdAt\":\"2026-01-31T12:00:00Z\"}";
        Path key = Files.writeString(folder.resolve("key"), "a private key");
        Path token = Files.writeString(folder.resolve("token"), "und_x");
        try (TestingService service = TestingService.start()) {
            service.answers(
                    json(201, "{\"id\":\"c-1\"}"),
                    json(201, "{\"id\":\"h-1\",\"name\":\"db1\"," + host),
                    json(200, "{\"scanned\":[]}"),
                    json(200, "{\"id\":\"h-1\",\"name\":\"db1\"," + host),
                    json(201, "{\"id\":\"h-2\",\"name\":\"db2\"," + host),
                    json(200, "{\"scanned\":[]}"),
                    json(200, "{\"id\":\"h-2\",\"name\":\"db2\"," + host),
                    json(201, "{\"id\":\"k-1\"}"),
                    job(202, "PENDING", ""),
                    job(
                            200,
                            "RUNNING",
                            ",\"progress\":{\"percent\":42,\"step\":\"ensure-base-backup\",\"doneBytes\":1,\"totalBytes\":2}"),
                    succeeded());
            ProcessBuilder script = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    classPath(),
                    SCRIPT.toString(),
                    "10.0.0.7",
                    "SHA256:a",
                    "10.0.0.8",
                    "SHA256:b",
                    key.toString());
            script.environment().put("UNDERSTUDY_URL", "http://127.0.0.1:" + service.port());
            script.environment().put("UNDERSTUDY_TOKEN_FILE", token.toString());
            Process run = script.redirectErrorStream(true).start();
            String said = new String(run.getInputStream().readAllBytes(), UTF_8);

            assertTrue(run.waitFor(1, TimeUnit.MINUTES));
            assertEquals("RUNNING 42 % ensure-base-backup, 1 of 2 bytes\nSUCCEEDED\nCOMPLETED\n", said);
            assertEquals(
                    List.of(
                            "POST /api/v1/credentials",
                            "POST /api/v1/hosts",
                            "PUT /api/v1/hosts/h-1/host-keys",
                            "GET /api/v1/hosts/h-1",
                            "POST /api/v1/hosts",
                            "PUT /api/v1/hosts/h-2/host-keys",
                            "GET /api/v1/hosts/h-2",
                            "POST /api/v1/clusters",
                            "POST /api/v1/clusters/k-1/replication-setups?dryRun=false",
                            "GET /api/v1/jobs/j-1",
                            "GET /api/v1/jobs/j-1"),
                    service.requests().stream()
                            .map(request -> request.method() + " " + request.uri())
                            .toList());
            assertTrue(service.requests().get(8).body().contains("\"standbyHostId\":\"h-2\""));
        }
    }

    private static String classPath() {
        return System.getProperty("java.class.path");
    }
}
