package io.understudy.client;

import static io.understudy.client.TestingService.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.understudy.client.model.AccessToken;
import io.understudy.client.model.PageAccessToken;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PagedTest {
    private TestingService service;
    private Understudy client;
    private Paged<AccessToken> tokens;

    @BeforeEach
    void start() throws IOException {
        service = TestingService.start();
        client = service.client().build();
        tokens = Paged.of(
                cursor -> client.tokens().listTokens(cursor, 2),
                PageAccessToken::getItems,
                PageAccessToken::getNextCursor);
    }

    @AfterEach
    void stop() {
        client.close();
        service.close();
    }

    @Test
    void walksThroughAllPagesAndFetchesNoneTwice() {
        service.answers(page("two", "a", "b"), page("three"), page(null, "c"));

        assertEquals(
                List.of("a", "b", "c"),
                tokens.stream().map(AccessToken::getName).toList());
        assertEquals(
                List.of(
                        "/api/v1/tokens?limit=2",
                        "/api/v1/tokens?cursor=two&limit=2",
                        "/api/v1/tokens?cursor=three&limit=2"),
                service.requests().stream().map(TestingService.Request::uri).toList());
    }

    @Test
    void fetchesAPageWhenItIsNeededAndNotBefore() {
        service.answers(page("two", "a", "b"));

        assertEquals("a", tokens.stream().findFirst().orElseThrow().getName());
        assertEquals(1, service.requests().size());
    }

    @Test
    void anEmptyListingEnds() {
        service.answers(page(null));
        Iterator<AccessToken> walk = tokens.iterator();

        assertEquals(false, walk.hasNext());
        assertThrows(NoSuchElementException.class, walk::next);
    }

    @Test
    void everyWalkBeginsAnew() {
        service.answers(page(null, "a"), page(null, "a", "b"));

        assertEquals(1, tokens.stream().count());
        assertEquals(2, tokens.stream().count());
    }

    private static TestingService.Answer page(@Nullable String next, String... names) {
        String items = List.of(names).stream()
                .map(
                        "{\"id\":\"1\",\"name\":\"%s\",\"role\":\"VIEWER\",\"createdAt\":\"2026-01-31T12:00:00Z\"}"
                                ::formatted)
                .collect(Collectors.joining(","));
        String cursor = next == null ? "" : ",\"nextCursor\":\"" + next + "\"";
        return json(200, "{\"items\":[" + items + "]" + cursor + "}");
    }
}
