package io.understudy;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The native image is told of classes and resources by name; a name that a library has moved must not go unnoticed.
class ReachabilityMetadataTest {
    private static final Path METADATA = Path.of("../native/metadata/reachability-metadata.json");

    @Test
    void everyClassAndResourceNamedExists() throws IOException {
        JsonNode metadata = new JsonMapper().readTree(METADATA.toFile());

        assertFalse(metadata.path("reflection").isEmpty());
        for (JsonNode entry : metadata.path("reflection")) {
            JsonNode type = entry.path("type");
            if (type.isTextual()) {
                assertExists(type.asText());
            } else {
                type.path("proxy").forEach(name -> assertExists(name.asText()));
            }
        }
        for (JsonNode entry : metadata.path("resources")) {
            String name = entry.path("glob").asText().replace("*", "group14");
            assertNotNull(getClass().getClassLoader().getResource(name), name);
        }
    }

    private static void assertExists(String name) {
        assertDoesNotThrow(() -> Class.forName(name, false, ReachabilityMetadataTest.class.getClassLoader()), name);
    }
}
