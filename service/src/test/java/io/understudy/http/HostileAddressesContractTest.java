package io.understudy.http;

import static io.understudy.testing.TestingApi.asAdmin;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quarkus.test.junit.QuarkusTest;
import io.understudy.testing.RawApi;
import io.understudy.testing.TestingApi;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// No path, parameter or header of any operation makes the service fail, whatever is written there. The operations are
/// taken from the API document.
@QuarkusTest
class HostileAddressesContractTest {
    private static final List<String> ENCODED = List.of(
            "$(id)",
            "%60id%60",
            "a%27b",
            "a%22b",
            "two%0Alines",
            "%00",
            "nul%00",
            "%ED%A0%80",
            "%FF",
            "-oProxyCommand=x",
            "..%2f..%2fetc",
            "%2e%2e",
            "a;b=c",
            "%20",
            "99999999999999999999",
            "-1",
            // "mark:NUL" as a cursor would carry it
            "MToA",
            "x".repeat(3000));

    private static final List<String> HEADERS = List.of(
            "$(id)",
            "a'b",
            "a\"b",
            "-1",
            "99999999999999999999",
            "wait=99999999999999999999",
            "\u00ff",
            "x".repeat(3000));

    private final List<String> faults = new ArrayList<>();

    @Test
    void noAddressMakesTheServiceFail() throws JsonProcessingException {
        JsonNode paths = new JsonMapper()
                .readTree(asAdmin().get("/q/openapi?format=json").asString())
                .path("paths");
        paths.properties().stream()
                .filter(path -> !path.getKey().contains("testing-things"))
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    List<JsonNode> parameters = new ArrayList<>();
                    operation.getValue().path("parameters").forEach(parameters::add);
                    assertTrue(parameters.size() > 0 || operation.getKey().equals("post"), path.getKey());
                    parameters.forEach(parameter -> hurt(operation.getKey(), path.getKey(), parameter));
                }));
        assertEquals(List.of(), faults);
    }

    private void hurt(String method, String path, JsonNode parameter) {
        String name = parameter.path("name").asText();
        String ids = path.replaceAll("\\{[^}]+}", "no-such-id");
        switch (parameter.path("in").asText()) {
            case "path" ->
                ENCODED.forEach(text -> send(
                        method, path.replace("{" + name + "}", text).replaceAll("\\{[^}]+}", "no-such-id"), Map.of()));
            case "query" -> ENCODED.forEach(text -> send(method, ids + "?" + name + "=" + text, Map.of()));
            case "header" -> HEADERS.forEach(text -> send(method, ids, Map.of(name, text)));
            default -> throw new AssertionError(parameter);
        }
    }

    private void send(String method, String address, Map<String, String> headers) {
        boolean bare = method.equals("get") || method.equals("delete");
        HttpResponse<String> answer = RawApi.send(
                method.toUpperCase(Locale.ROOT),
                address,
                headers,
                bare ? "" : "{\"name\": \"%s\", \"role\": \"VIEWER\"}".formatted(TestingApi.uniqueName()));
        // 2xx: a filter or a limit that means something, such as -1 for "the least". 414 comes before any of our code.
        boolean spoken = answer.statusCode() < 300 || answer.statusCode() == 414 || RawApi.isProblem(answer);
        if (!spoken || answer.statusCode() >= 500) {
            faults.add("%s %s %s: %d %s"
                    .formatted(
                            method,
                            address.substring(0, Math.min(90, address.length())),
                            headers.keySet(),
                            answer.statusCode(),
                            answer.body()));
        }
    }
}
