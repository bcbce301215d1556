package io.understudy.client;

import static io.understudy.client.TestingService.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.client.api.TokensApi.APIListTokensRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnderstudyBuilderTest {
    private static final String NO_TOKENS = "{\"items\":[]}";

    private static final APIListTokensRequest ALL =
            APIListTokensRequest.newBuilder().build();

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://understudy.example.com",
                "https://gateway.example.com:8443/understudy/",
                "http://localhost:8080",
                "http://127.0.0.1:8080/",
                "http://127.8.9.10",
                "http://[::1]:8080",
                "HTTP://LOCALHOST"
            })
    void takesEncryptedAddressesAndThisMachine(String uri) {
        assertFalse(Understudy.builder().baseUri(uri).baseUri.toString().endsWith("/"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://understudy.example.com",
                "http://10.0.0.7:8080",
                "http://localhost.example.com",
                "http://127.0.0.1.example.com",
                "http://127.0.0.1@example.com",
                "http://user:password@localhost",
                "http://[::2]",
                "http://0.0.0.0",
                "https://example.com?x=1",
                "https://example.com#x",
                "ftp://localhost",
                "localhost:8080",
                "/api"
            })
    void refusesToShowTheTokenToANetwork(String uri) {
        assertThrows(IllegalArgumentException.class, () -> Understudy.builder().baseUri(uri));
    }

    @Test
    void aTokenFileIsReadForEveryCall() throws Exception {
        Path file = Files.writeString(folder.resolve("token"), "first\n");
        try (TestingService service = TestingService.start();
                Understudy client = service.client().tokenFile(file).build()) {
            service.answers(json(200, NO_TOKENS), json(200, NO_TOKENS));

            client.tokens().listTokens(ALL);
            Files.writeString(file, "second\n");
            client.tokens().listTokens(ALL);

            assertEquals(Optional.of("Bearer first"), service.requests().get(0).header("Authorization"));
            assertEquals(Optional.of("Bearer second"), service.requests().get(1).header("Authorization"));
        }
    }

    @Test
    void aBadTokenIsRefusedWithoutBeingShown() {
        try (Understudy client = Understudy.builder().token("two\nlines").build()) {
            var refused = assertThrows(
                    IllegalStateException.class, () -> client.tokens().listTokens(ALL));
            assertFalse(refused.toString().contains("two"), refused.toString());
        }
    }

    @Test
    void theEnvironmentNamesServiceAndToken() throws Exception {
        try (TestingService service = TestingService.start();
                Understudy client = Understudy.builder()
                        .from(Map.of(
                                "UNDERSTUDY_URL", "http://localhost:" + service.port(), "UNDERSTUDY_TOKEN", "from-env"))
                        .build()) {
            service.answers(json(200, NO_TOKENS));

            client.tokens().listTokens(ALL);

            assertEquals(
                    Optional.of("Bearer from-env"), service.requests().get(0).header("Authorization"));
        }
    }

    @Test
    void theEnvironmentMayNameATokenFile() throws Exception {
        Path file = Files.writeString(folder.resolve("token"), "from-file\n");
        UnderstudyBuilder builder = Understudy.builder().from(Map.of("UNDERSTUDY_TOKEN_FILE", file.toString()));
        assertEquals("from-file\n", builder.token.get());
    }

    @Test
    void twoTokensAreOneTooMany() {
        Map<String, String> both = Map.of("UNDERSTUDY_TOKEN", "a", "UNDERSTUDY_TOKEN_FILE", "/b");
        assertThrows(IllegalStateException.class, () -> Understudy.builder().from(both));
    }

    @Test
    void aMissingTokenIsNamed() {
        try (Understudy client = Understudy.builder().build()) {
            var refused = assertThrows(
                    IllegalStateException.class, () -> client.tokens().listTokens(ALL));
            assertTrue(refused.toString().contains("UNDERSTUDY_TOKEN"), refused.toString());
        }
    }

    @Test
    void aPathBeforeTheApiIsKept() throws Exception {
        try (TestingService service = TestingService.start();
                Understudy client = service.client()
                        .baseUri("http://127.0.0.1:" + service.port() + "/pg/understudy/")
                        .build()) {
            service.answers(json(200, NO_TOKENS));

            client.tokens().listTokens(ALL);

            assertEquals(
                    "/pg/understudy/api/v1/tokens", service.requests().get(0).uri());
        }
    }
}
