package io.understudy.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.openapitools.openapidiff.core.OpenApiCompare;
import org.openapitools.openapidiff.core.model.ChangedOpenApi;

/// `openapi/openapi.yaml` is what clients are made from, so it is committed, and never differs from what the service
/// says of itself.
@QuarkusTest
class ApiDocumentContractTest {
    private static final Path COMMITTED = Path.of("../openapi/openapi.yaml");
    private static final Path RELEASED = Path.of("../openapi/released.yaml");

    @Test
    void theCommittedDocumentIsWhatTheServiceSays() throws IOException {
        String built = built();
        if (Boolean.getBoolean("spec.update")) {
            Files.writeString(COMMITTED, built);
        }
        assertEquals(
                Files.readString(COMMITTED),
                built,
                "openapi/openapi.yaml is stale: run openapi/update and review what changed");
    }

    @Test
    void noClientOfTheReleasedDocumentBreaks() throws IOException {
        ChangedOpenApi changes = OpenApiCompare.fromContents(Files.readString(RELEASED), built());
        assertTrue(
                changes.isCompatible(),
                () -> "breaks clients: gone " + changes.getMissingEndpoints() + ", changed "
                        + changes.getChangedOperations().stream()
                                .filter(operation -> operation.isIncompatible())
                                .map(operation -> operation.getHttpMethod() + " " + operation.getPathUrl())
                                .toList());
    }

    @Test
    void aBreakingChangeWouldBeNoticed() throws IOException {
        String built = built();
        assertFalse(OpenApiCompare.fromContents(built, built.replace("/tokens/{tokenId}", "/tokens/{tokenId}/gone"))
                .isCompatible());
        assertFalse(OpenApiCompare.fromContents(built, built.replaceAll("(?m)^ +- VIEWER\\n", ""))
                .isCompatible());
    }

    /// As the build of the service under test has just written it. What is served says the same in another order.
    private static String built() throws IOException {
        return Files.readString(Path.of("target/openapi/openapi.yaml"));
    }
}
