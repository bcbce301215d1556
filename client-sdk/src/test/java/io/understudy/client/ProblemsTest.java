package io.understudy.client;

import static io.understudy.client.TestingService.json;
import static io.understudy.client.TestingService.problem;
import static io.understudy.client.TestingService.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProblemsTest {
    private TestingService service;
    private Understudy client;

    @BeforeEach
    void start() throws IOException {
        service = TestingService.start();
        client = service.client().retries(RetryPolicy.none()).build();
    }

    @AfterEach
    void stop() {
        client.close();
        service.close();
    }

    @Test
    void aProblemSaysWhatToDoAndHowToFindItInTheLog() {
        ProblemException refused = refused(problem(403, "FORBIDDEN", ""));

        assertEquals(ProblemException.class, refused.getClass());
        assertEquals("FORBIDDEN", refused.code());
        assertEquals(403, refused.status());
        assertEquals(Optional.of("r-1"), refused.requestId());
        assertEquals("FORBIDDEN: What happened. Do this. (request r-1)", refused.getMessage());
    }

    @Test
    void aConflictNamesTheJobInTheWay() {
        ConflictException conflict = assertInstanceOf(
                ConflictException.class, refused(problem(409, "JOB_CONFLICT", ",\"conflictingJobId\":\"j-7\"")));
        assertEquals(Optional.of("j-7"), conflict.conflictingJobId());
    }

    @Test
    void aConflictOfAnotherKindNamesNoJob() {
        ConflictException conflict = assertInstanceOf(ConflictException.class, refused(problem(409, "NAME_TAKEN", "")));
        assertEquals(Optional.empty(), conflict.conflictingJobId());
    }

    @Test
    void faultsOfTheRequestComeWithTheirFields() {
        String errors =
                ",\"errors\":[{\"pointer\":\"/port\",\"code\":\"VALIDATION_FAILED\",\"message\":\"must be positive\"}]";
        ValidationException invalid =
                assertInstanceOf(ValidationException.class, refused(problem(400, "VALIDATION_FAILED", errors)));

        assertEquals("/port", invalid.errors().get(0).getPointer());
        assertTrue(invalid.toString().contains("/port must be positive"), invalid.toString());
    }

    @Test
    void whatACallerWouldCatchHasAClass() {
        assertInstanceOf(NotFoundException.class, refused(problem(404, "NOT_FOUND", "")));
        assertInstanceOf(PreconditionFailedException.class, refused(problem(412, "PRECONDITION_FAILED", "")));
    }

    @Test
    void codesAndMembersOfANewerServiceArrive() {
        ProblemException refused = refused(problem(418, "FROM_THE_FUTURE", ",\"sinceWhen\":{\"year\":2031}"));

        assertEquals("FROM_THE_FUTURE", refused.code());
        assertEquals("{year=2031}", refused.member("sinceWhen").orElseThrow().toString());
    }

    @Test
    void aPageOfAProxyIsShownAsWhatItIs() {
        ProblemException refused =
                refused(text(502, "text/html", "<html>\n<h1>Bad gateway</h1>", "X-Request-Id", "p-9"));

        assertEquals("HTTP_502", refused.code());
        assertEquals(Optional.of("p-9"), refused.requestId());
        assertTrue(refused.toString().contains("text/html: <html> <h1>Bad gateway</h1>"), refused.toString());
    }

    @Test
    void aForeign404IsNotTheServicesWordThatAThingIsMissing() {
        assertEquals(
                ProblemException.class,
                refused(text(404, "text/plain", "nginx")).getClass());
    }

    @Test
    void aBrokenProblemIsAForeignAnswer() {
        assertEquals(
                "HTTP_500",
                refused(text(500, "application/problem+json", "{\"code\":")).code());
        assertEquals(
                "HTTP_500", refused(text(500, "application/problem+json", "{}")).code());
        assertEquals(
                "HTTP_500", refused(text(500, "application/problem+json", "")).code());
    }

    @Test
    void aLoginPageIsNoSuccess() {
        assertEquals(
                "HTTP_200",
                refused(text(200, "text/html", "<h1>Please log in</h1>")).code());
        assertEquals(
                "HTTP_302",
                refused(text(302, "text/html", "", "Location", "https://login.example"))
                        .code());
    }

    @Test
    void aLongForeignBodyIsCut() {
        int length =
                refused(text(500, "text/plain", "x".repeat(100_000))).toString().length();
        assertTrue(length < 1000, () -> "message of " + length + " characters");
    }

    @Test
    void anAnswerOfANewerServiceIsReadAsFarAsItIsKnown() {
        service.answers(
                json(
                        200,
                        "{\"id\":\"t1\",\"name\":\"ci\",\"role\":\"GUARDIAN\",\"mood\":{\"good\":true},\"createdAt\":\"2026-01-31T12:00:00Z\"}"));

        var token = client.tokens().getToken("t1");

        assertEquals("ci", token.getName());
        assertEquals("UNKNOWN_DEFAULT_OPEN_API", token.getRole().name());
    }

    private ProblemException refused(TestingService.Answer answer) {
        service.answers(answer);
        return assertThrows(ProblemException.class, () -> client.tokens().getToken("t1"));
    }
}
