package io.understudy.http;

import static io.restassured.RestAssured.given;
import static io.understudy.testing.TestingApi.asAdmin;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ProblemsContractTest {
    private static final String THINGS = "/api/v1/testing-things";

    @Test
    void aProblemHasAllThatACallerNeeds() {
        post("{\"name\": \"a\", \"port\": 70000, \"parts\": []}")
                .statusCode(400)
                .contentType("application/problem+json")
                .body("type", equalTo("/problems/validation-failed"))
                .body("code", equalTo("VALIDATION_FAILED"))
                .body("title", notNullValue())
                .body("detail", notNullValue())
                .body("remedy", notNullValue())
                .body("retryable", equalTo(false))
                .body("requestId", notNullValue())
                .body("errors", hasSize(1))
                .body("errors[0].pointer", equalTo("/port"))
                .body("errors[0].message", equalTo("must be less than or equal to 65535"));
    }

    @Test
    void allFaultsAreToldAtOnce() {
        post("{\"name\": \"\", \"port\": 0, \"parts\": [{\"kind\": \"GOOD\"}, {}, null]}")
                .statusCode(400)
                .body("errors.pointer", equalTo(java.util.List.of("/name", "/parts/1/kind", "/parts/2", "/port")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"name": "a", "port": "22", "parts": []}                | VALIDATION_FAILED | /port         | must be a whole number
            {"name": "a", "port": 22.5, "parts": []}                | VALIDATION_FAILED | /port         | must be a whole number
            {"name": "a", "port": 99999999999, "parts": []}         | VALIDATION_FAILED | /port         | must be a whole number
            {"name": "a", "port": true, "parts": []}                | VALIDATION_FAILED | /port         | must be a whole number
            {"name": "a", "port": {}, "parts": []}                  | VALIDATION_FAILED | /port         | must be a whole number
            {"name": 5, "port": 22, "parts": []}                    | VALIDATION_FAILED | /name         | must be a string
            {"name": ["a"], "port": 22, "parts": []}                | VALIDATION_FAILED | /name         | must be a string
            {"name": "a", "port": 22, "parts": {}}                  | VALIDATION_FAILED | /parts        | must be a list
            {"name": "a", "port": 22, "parts": [7]}                 | VALIDATION_FAILED | /parts/0      | must be an object
            {"name": "a", "port": 22, "parts": [{"kind": "NO"}]}    | VALIDATION_FAILED | /parts/0/kind | must be one of GOOD, REFUSED
            {"name": "a", "port": 22, "parts": [{"kind": 0}]}       | VALIDATION_FAILED | /parts/0/kind | must be one of GOOD, REFUSED
            {"name": "a", "port": 22, "parts": [{"kind": "REFUSED"}]}| VALIDATION_FAILED | /parts/0     | a part is never REFUSED
            {"name": "a", "port": 22, "parts": [], "since": "now"}  | VALIDATION_FAILED | /since        | must be a time such as 2026-01-31T12:00:00Z
            {"name": "a", "port": 22, "parts": [], "x~/y": 1}       | UNKNOWN_FIELD     | /x~0~1y       | there is no such field
            {"name": "a", "port": 22, "parts": [{"knd": "GOOD"}]}   | UNKNOWN_FIELD     | /parts/0/knd  | there is no such field
            ["a"]                                                   | VALIDATION_FAILED | ''            | must be an object
            """)
    void aWrongValueIsPointedAt(String body, String code, String pointer, String message) {
        post(body)
                .statusCode(400)
                .contentType("application/problem+json")
                .body("code", equalTo(code))
                .body("errors[0].pointer", equalTo(pointer))
                .body("errors[0].message", equalTo(message));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"name\": }",
                "nonsense",
                "{\"name\": \"a\", \"port\": 22, \"parts\": []} and more",
                "{\"name\": \"a\", \"name\": \"b\", \"port\": 22, \"parts\": []}",
                "{'name': 'a'}",
                "{\"name\": \"a\u0000\"}",
            })
    void brokenJsonIsRefused(String body) {
        post(body).statusCode(400).contentType("application/problem+json").body("code", equalTo("MALFORMED_JSON"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null"})
    void aMissingBodyIsPointedAt(String body) {
        post(body).statusCode(400).body("code", equalTo("VALIDATION_FAILED")).body("errors[0].pointer", equalTo(""));
    }

    @Test
    void aParameterOfTheAddressIsPointedAtByItsName() {
        asAdmin().get(THINGS + "?limit=4").then().statusCode(400).body("errors[0].pointer", equalTo("?limit"));
    }

    @Test
    void whatNobodyForesawSaysNothingButWhereToLook() {
        asAdmin()
                .get(THINGS + "/unforeseen")
                .then()
                .statusCode(500)
                .contentType("application/problem+json")
                .body("code", equalTo("INTERNAL_ERROR"))
                .body("instance", startsWith("urn:uuid:"))
                .body(not(containsString(ThingResource.SECRET_TEXT)))
                .body(not(containsString("IllegalArgument")));
    }

    @Test
    void theRuntimesOwnRefusalsAreProblemsToo() {
        asAdmin().get("/api/v1/no-such-thing").then().statusCode(404).body("code", equalTo("NOT_FOUND"));
        asAdmin().delete(THINGS).then().statusCode(405).body("code", equalTo("METHOD_NOT_ALLOWED"));
        asAdmin()
                .contentType("text/plain")
                .body("x")
                .post(THINGS)
                .then()
                .statusCode(415)
                .body("code", equalTo("UNSUPPORTED_MEDIA_TYPE"));
        asAdmin().accept("text/csv").get(THINGS).then().statusCode(406);
        given().get(THINGS).then().statusCode(401).body("code", equalTo("UNAUTHENTICATED"));
        asAdmin().get(THINGS + "?limit=many").then().statusCode(404).body("code", equalTo("NOT_FOUND"));
    }

    @Test
    void aMethodWithoutARoleIsClosedToEveryone() {
        asAdmin().get(THINGS + "/forgotten").then().statusCode(403).body("code", equalTo("FORBIDDEN"));
    }

    @Test
    void aBodyHasALimit() {
        asAdmin()
                .body("{\"name\": \"" + "x".repeat(300_000) + "\"}")
                .post(THINGS)
                .then()
                .statusCode(413);
    }

    @Test
    void aRequestIdIsGivenBackOrMade() {
        asAdmin().header("X-Request-Id", "abc-1").get(THINGS).then().header("X-Request-Id", "abc-1");
        asAdmin()
                .header("X-Request-Id", "forged id; level=ERROR")
                .get(THINGS)
                .then()
                .header("X-Request-Id", matchesPattern("[0-9a-f-]{36}"))
                .header("Cache-Control", "no-store");
    }

    private static ValidatableResponse post(String body) {
        return asAdmin().body(body).post(THINGS).then();
    }
}
