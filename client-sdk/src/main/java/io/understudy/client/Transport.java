package io.understudy.client;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.understudy.client.invoker.ApiException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/// What every generated call goes through: says who calls, makes a call safe to repeat, repeats it, and
/// turns every answer that is not a success into a [ProblemException]. It is an [HttpClient] because that
/// is where the generated code can be given something.
final class Transport extends HttpClient {
    private static final String KEY = "Idempotency-Key";

    private final HttpClient http;
    private final Connection connection;
    private final RetryPolicy retries;

    /// @param basePath what the base URI has before `/api`
    /// @param closed open as long as the client is
    record Connection(String basePath, Supplier<String> token, ObjectMapper json, CountDownLatch closed) {}

    Transport(HttpClient http, Connection connection, RetryPolicy retries) {
        this.http = http;
        this.connection = connection;
        this.retries = retries;
    }

    /// @throws ProblemException when the answer is not a success
    /// @throws UncheckedIOException when there is no answer
    @Override
    public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler) throws InterruptedException {
        HttpRequest keyed = keyed(request);
        boolean repeatable =
                keyed.method().equals("GET") || keyed.headers().firstValue(KEY).isPresent();
        RetryPolicy policy = repeatable ? retries : RetryPolicy.none();
        for (int attempt = 1; ; attempt++) {
            RuntimeException failure;
            Optional<Duration> retryAfter = Optional.empty();
            try {
                return sendOnce(keyed, handler);
            } catch (IOException e) {
                failure = unanswered(keyed, attempt, e);
            } catch (ProblemException e) {
                if (e.status() != 429 && e.status() != 503 && !e.code().equals("IDEMPOTENCY_KEY_IN_FLIGHT")) {
                    throw e;
                }
                failure = e;
                retryAfter = e.retryAfter();
            }
            pause(policy.delayAfter(attempt, retryAfter).orElseThrow(() -> failure));
        }
    }

    /// Waits, unless the client is closed.
    ///
    /// @throws ApiException when the thread is interrupted, which stays set: as the generated calls do
    void pause(Duration delay) {
        boolean over;
        try {
            over = connection.closed().await(delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(e);
        }
        if (over) {
            throw closed();
        }
    }

    boolean isClosed() {
        return connection.closed().getCount() == 0;
    }

    static IllegalStateException closed() {
        return new IllegalStateException("the client is closed");
    }

    /// The request as it is sent, with the token of this moment.
    HttpRequest authorised(HttpRequest request) {
        if (isClosed()) {
            throw closed();
        }
        return HttpRequest.newBuilder(request, (name, value) -> true)
                .setHeader("Authorization", "Bearer " + token())
                .build();
    }

    private String token() {
        String token = connection.token().get().strip();
        // The JDK would refuse it, too, and show it in the exception.
        if (!token.matches("[!-~]+")) {
            throw new IllegalStateException("the token is empty, or has characters that no token has");
        }
        return token;
    }

    /// One key for all attempts of one call, where the document says that the operation reads it.
    private HttpRequest keyed(HttpRequest request) {
        String path = request.uri().getRawPath().substring(connection.basePath().length());
        if (request.headers().firstValue(KEY).isPresent() || !Operations.takes(KEY, request.method(), path)) {
            return request;
        }
        return HttpRequest.newBuilder(request, (name, value) -> true)
                .header(KEY, UUID.randomUUID().toString())
                .build();
    }

    private <T> HttpResponse<T> sendOnce(HttpRequest request, BodyHandler<T> handler)
            throws IOException, InterruptedException {
        AtomicReference<byte[]> read = new AtomicReference<>(new byte[0]);
        // Read to its end here: a connection that breaks in the middle of an answer is a failed attempt, too.
        HttpResponse<T> answer = http.send(
                authorised(request),
                info -> BodySubscribers.mapping(BodySubscribers.ofByteArray(), bytes -> {
                    read.set(bytes);
                    return handed(handler.apply(info), ascii(bytes));
                }));
        byte[] body = read.get();
        String type = answer.headers().firstValue("Content-Type").orElse("");
        if (answer.statusCode() / 100 != 2 || (body.length > 0 && !type.startsWith("application/json"))) {
            throw ProblemException.of(answer.statusCode(), answer.headers(), body, connection.json());
        }
        return answer;
    }

    private static <T> T handed(BodySubscriber<T> taker, byte[] body) {
        taker.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long n) {}

            @Override
            public void cancel() {}
        });
        taker.onNext(List.of(ByteBuffer.wrap(body)));
        taker.onComplete();
        return taker.getBody().toCompletableFuture().join();
    }

    private static UncheckedIOException unanswered(HttpRequest request, int attempts, IOException cause) {
        return new UncheckedIOException(
                "no answer to %s %s in %d attempt(s): %s".formatted(request.method(), request.uri(), attempts, cause),
                cause);
    }

    /// The generated code reads text in the platform's charset, which up to Java 17 need not be UTF-8. All
    /// of them agree on ASCII, and JSON can say everything in it.
    static byte[] ascii(byte[] json) {
        if (Charset.defaultCharset().equals(StandardCharsets.UTF_8)) {
            return json;
        }
        StringBuilder text = new StringBuilder(json.length);
        new String(json, StandardCharsets.UTF_8)
                .chars()
                .forEach(c -> text.append(c < 128 ? Character.toString(c) : "\\u%04x".formatted(c)));
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> handler) {
        throw new UnsupportedOperationException("the generated calls block");
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request, BodyHandler<T> handler, PushPromiseHandler<T> pushes) {
        return sendAsync(request, handler);
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return http.cookieHandler();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return http.connectTimeout();
    }

    @Override
    public Redirect followRedirects() {
        return http.followRedirects();
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return http.proxy();
    }

    @Override
    public SSLContext sslContext() {
        return http.sslContext();
    }

    @Override
    public SSLParameters sslParameters() {
        return http.sslParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return http.authenticator();
    }

    @Override
    public Version version() {
        return http.version();
    }

    @Override
    public Optional<Executor> executor() {
        return http.executor();
    }
}
