package io.understudy.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.client.model.CreateCredentialRequest;
import io.understudy.client.model.NewAccessToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What the layer takes for granted of the code that is generated.
class GeneratedCodeTest {
    private static final Path APIS = Path.of("target/generated-sources/openapi/src/main/java/io/understudy/client/api");

    @Test
    void everyGroupOfCallsIsReachable() throws IOException {
        Set<String> reachable = Arrays.stream(Understudy.class.getMethods())
                .map(method -> method.getReturnType().getSimpleName())
                .collect(Collectors.toSet());

        assertEquals(List.of(), apis().filter(api -> !reachable.contains(api)).toList());
        assertTrue(apis().count() > 5);
    }

    @Test
    void noStreamIsReadToItsEnd() throws IOException {
        assertEquals(
                List.of(),
                apis().filter(api -> read(api).contains("event-stream")).toList(),
                "give the operation a tag that ends in \"events\", and write the call by hand");
    }

    @Test
    void aSecretIsNotPrinted() {
        String request = new CreateCredentialRequest()
                .name("key")
                .privateKey("one-secret")
                .passphrase("two-secret")
                .password("three-secret")
                .toString();
        String answer = new NewAccessToken().secret("four-secret").toString();

        assertFalse((request + answer).contains("-secret"), request + answer);
        assertTrue(request.contains("key"));
    }

    private static Stream<String> apis() throws IOException {
        try (Stream<Path> files = Files.list(APIS)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("Api.java"))
                    .map(name -> name.replace(".java", ""))
                    .toList()
                    .stream();
        }
    }

    private static String read(String api) {
        try {
            return Files.readString(APIS.resolve(api + ".java"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
