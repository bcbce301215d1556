package io.understudy.promotion;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/// A service on this machine that is called: `/well` works, `/broken` acts and answers 500, `/silent` acts and gives no
/// answer, `/undo` takes back, and `/moved` leads to
/// `/elsewhere`.
final class Hook implements AutoCloseable {
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final HttpServer server;

    Hook() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    String url(String path) {
        return "http://127.0.0.1:%d%s".formatted(server.getAddress().getPort(), path);
    }

    /// Paths that were called since the last time, in their order.
    List<String> heard() {
        List<String> since = List.copyOf(heard);
        heard.clear();
        return since;
    }

    /// The `Idempotency-Key` and bearer token of all calls.
    List<String> keys() {
        return keys;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        heard.add(path);
        keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key") + " "
                + exchange.getRequestHeaders().getFirst("Authorization"));
        try (exchange) {
            switch (path) {
                case "/silent" -> over.await();
                case "/broken" -> exchange.sendResponseHeaders(500, -1);
                case "/moved" -> {
                    exchange.getResponseHeaders().add("Location", url("/elsewhere"));
                    exchange.sendResponseHeaders(307, -1);
                }
                default -> exchange.sendResponseHeaders(204, -1);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        over.countDown();
        server.stop(0);
    }
}
