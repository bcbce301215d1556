package io.understudy.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A real HTTP server that gives the answers a test has laid out, one for each request, in order.
final class TestingService implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ConcurrentLinkedQueue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    record Request(String method, String uri, Headers headers, String body) {
        Optional<String> header(String name) {
            return Optional.ofNullable(headers.getFirst(name));
        }
    }

    @FunctionalInterface
    interface Answer {
        void give(HttpExchange exchange) throws IOException;
    }

    private TestingService(HttpServer server) {
        this.server = server;
    }

    static TestingService start() throws IOException {
        return start(0);
    }

    static TestingService start(int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        TestingService service = new TestingService(server);
        server.createContext("/", service::answer);
        server.setExecutor(service.threads);
        server.start();
        return service;
    }

    TestingService answers(Answer... next) {
        answers.addAll(Arrays.asList(next));
        return this;
    }

    List<Request> requests() {
        return List.copyOf(requests);
    }

    int port() {
        return server.getAddress().getPort();
    }

    /// A client of this service that does not lose time between attempts.
    UnderstudyBuilder client() {
        return Understudy.builder()
                .baseUri("http://127.0.0.1:" + port())
                .token("secret")
                .retries(new RetryPolicy(3, Duration.ofMillis(1), Duration.ofSeconds(2)));
    }

    static Answer json(int status, String body, String... headers) {
        return text(status, "application/json", body, headers);
    }

    static Answer problem(int status, String code, String members, String... headers) {
        String body = """
                {"type":"/problems/x","title":"Title","status":%d,"detail":"What happened.","code":"%s","requestId":"r-1",
                 "retryable":false,"remedy":"Do this.","errors":[]%s}""".formatted(status, code, members);
        return text(status, "application/problem+json", body, headers);
    }

    /// @param headers name, value, name, value
    static Answer text(int status, String type, String body, String... headers) {
        return exchange -> {
            exchange.getResponseHeaders().add("Content-Type", type);
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
            }
            byte[] bytes = body.getBytes(UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    /// Closes the connection instead of answering.
    static Answer hangUp() {
        return exchange -> {};
    }

    /// Promises more than it sends.
    static Answer cutOff(String half) {
        return exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, half.length() + 100);
            OutputStream body = exchange.getResponseBody();
            body.write(half.getBytes(UTF_8));
            body.flush();
        };
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.add(new Request(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    exchange.getRequestHeaders(),
                    new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
            Answer next = answers.poll();
            (next == null ? text(500, "text/plain", "the test has laid out no further answer") : next).give(exchange);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
