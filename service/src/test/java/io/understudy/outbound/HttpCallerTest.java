package io.understudy.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.secret.Secret;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpCallerTest {
    private final List<String> heard = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch over = new CountDownLatch(1);
    private final Vertx vertx = Vertx.vertx();
    private final HttpCaller caller = new HttpCaller(
            new Door(List.of("hooks.example.org"), _ -> new InetAddress[] {InetAddress.getLoopbackAddress()}), vertx);
    private final HttpServer server;

    HttpCallerTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void serve() {
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
        vertx.close();
    }

    @Test
    void tellsTheStatusAndSendsWhatWasAsked() {
        assertEquals(204, caller.status(call("/hooks/204?a=b", "{\"a\": 1}", new Secret("token"))));
        assertEquals(
                List.of("POST /hooks/204?a=b hooks.example.org:%d Bearer token application/json key-1 {\"a\": 1}"
                        .formatted(server.getAddress().getPort())),
                heard);
        assertEquals(500, caller.status(call("/500", null, null)));
    }

    @Test
    void followsNoRedirect() {
        assertEquals(302, caller.status(call("/redirect", null, null)));
        assertEquals(307, caller.status(call("/redirect-with-body", "{}", null)));
        assertEquals(2, heard.size(), heard.toString());
    }

    @Test
    void waitsNoLongerThanToldForAServerThatHangs() {
        ProblemException late = assertThrows(ProblemException.class, () -> caller.status(call("/hang", null, null)));
        assertEquals(ProblemType.HTTP_CALL_FAILED, late.type());
        assertFalse(late.detail().contains("secret-path"), late.detail());
    }

    @Test
    void readsNothingOfABodyThatNeverEnds() {
        assertEquals(200, caller.status(call("/endless", null, null)));
    }

    /// Another protocol's greeting, and a header that never ends.
    @ParameterizedTest
    @ValueSource(strings = {"SSH-2.0-canary\r\n", "HTTP/1.1 200 OK\r\nX: canary"})
    void repeatsNothingOfWhatIsNoAnswer(String said) throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.startVirtualThread(() -> {
                try (Socket caller = other.accept()) {
                    while (over.getCount() > 0) {
                        caller.getOutputStream().write(said.getBytes(StandardCharsets.US_ASCII));
                    }
                } catch (IOException hungUp) {
                    over.countDown();
                }
            });
            URI url = CallUrl.parse("http://hooks.example.org:%d/".formatted(other.getLocalPort()));
            ProblemException failed = assertThrows(
                    ProblemException.class,
                    () -> caller.status(
                            new HttpCaller.Call(HttpCaller.Method.GET, url, null, null, null, Duration.ofSeconds(20))));
            assertEquals(
                    "GET http://hooks.example.org:%d gave no answer".formatted(other.getLocalPort()), failed.detail());
        }
    }

    @Test
    void doesNotCallWhatIsClosed() {
        HttpCaller closed = new HttpCaller(new Door(List.of(), InetAddress::getAllByName), vertx);
        URI inside =
                URI.create("http://127.0.0.1:%d/".formatted(server.getAddress().getPort()));
        ProblemException refused = assertThrows(
                ProblemException.class,
                () -> closed.status(
                        new HttpCaller.Call(HttpCaller.Method.POST, inside, null, null, null, Duration.ofSeconds(2))));
        assertEquals(ProblemType.ADDRESS_NOT_ALLOWED, refused.type());
        assertEquals(List.of(), heard);
    }

    @Test
    void nobodyListens() {
        server.stop(0);
        ProblemException failed = assertThrows(ProblemException.class, () -> caller.status(call("/", null, null)));
        assertEquals(ProblemType.HTTP_CALL_FAILED, failed.type());
    }

    private HttpCaller.Call call(String path, @Nullable String body, @Nullable Secret token) {
        URI url = CallUrl.parse("http://hooks.example.org:%d%s"
                .formatted(server.getAddress().getPort(), path.equals("/hang") ? "/hang/secret-path" : path));
        return new HttpCaller.Call(HttpCaller.Method.POST, url, body, token, "key-1", Duration.ofSeconds(2));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        heard.add("%s %s %s %s %s %s %s"
                .formatted(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI(),
                        exchange.getRequestHeaders().getFirst("Host"),
                        exchange.getRequestHeaders().getFirst("Authorization"),
                        exchange.getRequestHeaders().getFirst("Content-Type"),
                        exchange.getRequestHeaders().getFirst("Idempotency-Key"),
                        body));
        try (exchange) {
            if (path.startsWith("/redirect")) {
                exchange.getResponseHeaders().add("Location", "/elsewhere");
                exchange.sendResponseHeaders(path.endsWith("body") ? 307 : 302, -1);
            } else if (path.startsWith("/hang")) {
                over.await();
            } else if (path.equals("/endless")) {
                exchange.sendResponseHeaders(200, 0);
                while (over.getCount() > 0) {
                    exchange.getResponseBody().write(new byte[1024]);
                }
            } else {
                exchange.sendResponseHeaders(path.endsWith("204") ? 204 : 500, -1);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
