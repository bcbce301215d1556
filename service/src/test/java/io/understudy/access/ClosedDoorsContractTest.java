package io.understudy.access;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ClosedDoorsContractTest {
    @TestHTTPResource("/")
    URI service;

    /// Ways of writing a path that have led past path policies before. Sent raw, since a client would tidy them up.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/tokens",
                "/api/v1/tokens;x",
                "/api/v1/tokens;x=/q/health",
                "/api/v1;x/tokens",
                "/api/v1/tokens%3Bx",
                "/api/v1%2Ftokens",
                "/api%2Fv1%2Ftokens",
                "/api/v1/%2e%2e/v1/tokens",
                "/q/health/../../api/v1/tokens",
                "/q/health/%2e%2e/%2e%2e/api/v1/tokens",
                "/q/health;x/../../api/v1/tokens",
                "//api/v1/tokens",
                "/api//v1/tokens",
                "/api/v1//tokens",
                "/api/v1/tokens/",
                "/api/v1/tokens%5C",
                "/api%5Cv1%5Ctokens",
                "/API/V1/TOKENS",
                "/q/metrics",
                "/q/metrics;x",
                "/q/metrics%3Bx",
                "/q%2Fmetrics",
                "//q/metrics",
                "/q//metrics",
                "/q;x/metrics",
                "/q/health/../metrics",
                "/q/health%2F..%2Fmetrics",
                "/q/swagger-ui/../metrics",
                "/q/swagger-ui/%2e%2e/metrics",
                "/static/../q/metrics",
                "/static/%2e%2e/q/metrics",
                "/static%2F..%2Fq/metrics",
                "/static;x/../q/metrics",
                "/static/../api/v1/tokens",
                "/q/info",
                "/q/dev",
            })
    void noSpellingOfAPathLetsAnyoneInWithoutAToken(String path) throws IOException {
        Set<Integer> refusals = Set.of(400, 401, 403, 404);
        int status = status(path);
        assertTrue(refusals.contains(status), path + " answers " + status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/static/icon.svg", "/q/health/live", "/q/health/ready", "/q/openapi", "/q/swagger-ui/"})
    void whatIsMeantForEveryoneIsOpen(String path) throws IOException {
        assertTrue(status(path) == 200, path);
    }

    @Test
    void noOtherSiteMayCallFromABrowser() {
        given().header("Origin", "https://elsewhere.example")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization")
                .options("/api/v1/tokens")
                .then()
                .header("Access-Control-Allow-Origin", nullValue());
    }

    @Test
    void aWrongTokenIsAProblemThatDoesNotRepeatIt() {
        given().header("Authorization", "Bearer not-a-token")
                .get("/api/v1/tokens")
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .body(org.hamcrest.Matchers.not(containsString("not-a-token")));
    }

    private int status(String path) throws IOException {
        try (Socket socket = new Socket(service.getHost(), service.getPort())) {
            String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream answer = socket.getInputStream();
            String line = new String(answer.readNBytes(12), StandardCharsets.US_ASCII);
            return Integer.parseInt(line.substring(9));
        }
    }
}
