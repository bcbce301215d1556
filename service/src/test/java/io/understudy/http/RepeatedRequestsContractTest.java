package io.understudy.http;

import static io.understudy.testing.TestingApi.asAdmin;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.understudy.store.Ids;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RepeatedRequestsContractTest {
    private static final String THINGS = "/api/v1/testing-things";

    @Inject
    Jdbi jdbi;

    @Test
    void aRepeatedRequestGetsTheFirstAnswerAgain() {
        String key = Ids.next();
        ValidatableResponse first = post(key, "a").statusCode(201).header("Idempotency-Replayed", nullValue());

        // Quoted or bare, it is the same key.
        post('"' + key + '"', "a")
                .statusCode(201)
                .header("Idempotency-Replayed", "true")
                .header("Location", equalTo(first.extract().header("Location")))
                .header("ETag", equalTo(first.extract().header("ETag")))
                .body("port", equalTo(first.extract().path("port")));
    }

    @Test
    void aKeyIsForOneBodyAndOneQuery() {
        String key = Ids.next();
        post(key, "a").statusCode(201);

        post(key, "b").statusCode(422).body("code", equalTo("IDEMPOTENCY_KEY_REUSED"));
        asAdmin()
                .header("Idempotency-Key", key)
                .body(body("a"))
                .post(THINGS + "?dryRun=true")
                .then()
                .statusCode(422);
    }

    @Test
    void aKeyIsOneCallersOwn() {
        String key = Ids.next();
        String location = post(key, "a").statusCode(201).extract().header("Location");
        String other = asAdmin()
                .body(Map.of("name", "t-" + Ids.next(), "role", "OPERATOR"))
                .post("/api/v1/tokens")
                .then()
                .extract()
                .path("secret");

        String othersLocation = asAdmin()
                .auth()
                .oauth2(other)
                .header("Idempotency-Key", key)
                .body(body("a"))
                .post(THINGS)
                .then()
                .statusCode(201)
                .header("Idempotency-Replayed", nullValue())
                .extract()
                .header("Location");

        assertFalse(location.equals(othersLocation));
    }

    @Test
    void aFailureIsNotKept() {
        String key = Ids.next();
        asAdmin()
                .header("Idempotency-Key", key)
                .body(body("a"))
                .post(THINGS + "?fail=true")
                .then()
                .statusCode(409)
                .body("conflictingJobId", equalTo("j1"));

        post(key, "a").statusCode(201).header("Idempotency-Replayed", nullValue());
    }

    @Test
    void theSecondOfTwoAtOnceIsToldToWait() throws Exception {
        String key = Ids.next();
        ThingResource.entered = new CountDownLatch(1);
        ThingResource.mayGo = new CountDownLatch(1);
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = callers.submit(() -> post(key, "a").extract().statusCode());
            assertTrue(ThingResource.entered.await(10, TimeUnit.SECONDS));

            post(key, "a")
                    .statusCode(409)
                    .body("code", equalTo("IDEMPOTENCY_KEY_IN_FLIGHT"))
                    .body("retryable", equalTo(true));

            ThingResource.mayGo.countDown();
            assertEquals(201, first.get(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void neitherTheKeyNorTheBodyCanBeReadFromTheStore() {
        String key = Ids.next();
        String name = "n-" + Ids.next();
        post(key, name).statusCode(201);

        List<String> rows = jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT encode(key_hash, 'escape') || body_mac || headers FROM idempotent_request")
                .mapTo(String.class)
                .list());
        assertFalse(rows.isEmpty());
        assertTrue(rows.stream().noneMatch(row -> row.contains(key) || row.contains(name)));
    }

    @Test
    void aKeyIsPrintableAndShort() {
        post("x".repeat(256), "a").statusCode(400).body("code", equalTo("VALIDATION_FAILED"));
        post("x".repeat(255), "a").statusCode(201);
    }

    @Test
    void anEtagTellsWhetherAnythingChanged() {
        String tag = asAdmin().get(THINGS).then().statusCode(200).extract().header("ETag");
        asAdmin().header("If-None-Match", tag).get(THINGS).then().statusCode(304);

        asAdmin().body(body("x")).put(THINGS).then().statusCode(428).body("code", equalTo("PRECONDITION_REQUIRED"));
        asAdmin()
                .header("If-Match", tag)
                .body(body("x-" + Ids.next()))
                .put(THINGS)
                .then()
                .statusCode(200);
        asAdmin()
                .header("If-Match", tag)
                .body(body("y"))
                .put(THINGS)
                .then()
                .statusCode(412)
                .body("code", equalTo("PRECONDITION_FAILED"));
        asAdmin()
                .header("If-None-Match", tag)
                .get(THINGS)
                .then()
                .statusCode(200)
                .header("ETag", notNullValue());
    }

    private static ValidatableResponse post(String key, String name) {
        return asAdmin()
                .header("Idempotency-Key", key)
                .body(body(name))
                .post(THINGS)
                .then();
    }

    private static Map<String, Object> body(String name) {
        return Map.of("name", name, "port", 1, "parts", List.of());
    }
}
