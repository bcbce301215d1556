package io.understudy.http;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The document is read by people, too: nothing in it goes unexplained.
@QuarkusTest
class ApiDocumentLintContractTest {
    private static final Pattern SECRET = Pattern.compile("(?i).*(secret|password|passphrase|privateKey)$");

    /// The one answer that shows a secret, once; and a word about a password, which is none.
    private static final Set<String> MAY_SHOW_A_SECRET = Set.of("NewAccessToken.secret", "SudoFacts.password");

    private final List<String> faults = new ArrayList<>();
    private JsonNode document = com.fasterxml.jackson.databind.node.MissingNode.getInstance();

    @BeforeEach
    void read() throws JsonProcessingException {
        String json = given().get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        document = new JsonMapper().readTree(json);
    }

    @Test
    void everyOperationSaysWhatItDoesAndHowItFails() {
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(method -> {
                    String name = method.getKey() + " " + path.getKey();
                    JsonNode operation = method.getValue();
                    want(operation.hasNonNull("operationId"), name + " has no operationId");
                    want(operation.path("summary").asText().length() > 5, name + " has no summary");
                    want(operation.path("tags").size() == 1, name + " has no tag");
                    want(operation.path("security").size() == 1, name + " does not say which role it needs");
                    JsonNode responses = operation.path("responses");
                    want(responses.has("4XX") && responses.has("5XX"), name + " does not say how it fails");
                    responses.properties().forEach(response -> {
                        boolean empty = Set.of("204", "304").contains(response.getKey());
                        want(
                                empty || response.getValue().has("content"),
                                name + " " + response.getKey() + " has no content");
                    });
                    operation
                            .path("parameters")
                            .forEach(parameter -> want(
                                    parameter.hasNonNull("description"),
                                    name + " does not explain "
                                            + parameter.path("name").asText()));
                }));
        assertEquals(List.of(), faults);
    }

    @Test
    void everyFieldIsExplainedWithAnExample() {
        eachProperty((name, property) -> {
            want(property.path("description").asText().length() > 5, name + " has no description");
            boolean leaf = !property.has("$ref")
                    && !property.has("allOf")
                    && Set.of("string", "integer", "number")
                            .contains(property.path("type").asText());
            want(!leaf || property.path("examples").size() > 0, name + " has no example");
        });
        document.path("components")
                .path("schemas")
                .properties()
                .forEach(schema ->
                        want(schema.getValue().hasNonNull("description"), schema.getKey() + " has no description"));
        assertEquals(List.of(), faults);
    }

    @Test
    void noAnswerHasAFieldForASecret() {
        eachProperty((name, property) -> want(
                !SECRET.matcher(name).matches()
                        || property.path("type").asText().equals("boolean")
                        || property.path("writeOnly").asBoolean()
                        || MAY_SHOW_A_SECRET.contains(name),
                name + " is not writeOnly"));
        assertEquals(List.of(), faults);
    }

    private interface PropertyCheck {
        void check(String name, JsonNode property);
    }

    private void eachProperty(PropertyCheck check) {
        document.path("components")
                .path("schemas")
                .properties()
                .forEach(schema -> schema.getValue()
                        .path("properties")
                        .properties()
                        .forEach(property ->
                                check.check(schema.getKey() + "." + property.getKey(), property.getValue())));
    }

    private void want(boolean good, String fault) {
        if (!good) {
            faults.add(fault);
        }
    }
}
