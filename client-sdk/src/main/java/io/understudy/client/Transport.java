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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/// What every generated call goes through: says who calls, makes a call safe to repeat, repeats it, and
/// turns every answer that is not a success into a [ProblemException]. It is an [HttpClient] because that
/// is where the generated code can be given something.
final class Transport extends HttpClient {
    private static final String KEY = "Idempotency-Key";
    private static final int REFUSAL_SECONDS = 10;

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

    /// @throws IllegalStateException when the client is closed
    void refuseWhenClosed() {
        if (connection.closed().getCount() == 0) {
            throw closed();
        }
    }

    private static IllegalStateException closed() {
        return new IllegalStateException("the client is closed");
    }

    /// Begins a stream of events. One attempt: who reads a stream must know where to go on.
    ///
    /// @param lines gets the lines as they come
    /// @throws ProblemException when the answer is not a stream
    /// @throws ApiException when the thread is interrupted
    void stream(HttpRequest request, Flow.Subscriber<String> lines) throws IOException {
        try {
            HttpResponse<Flow.Publisher<List<ByteBuffer>>> answer =
                    http.send(authorised(request), HttpResponse.BodyHandlers.ofPublisher());
            if (answer.statusCode() == 200 && type(answer).startsWith("text/event-stream")) {
                answer.body()
                        .subscribe(
                                BodySubscribers.fromLineSubscriber(lines, whole -> null, StandardCharsets.UTF_8, null));
                return;
            }
            BodySubscriber<byte[]> refusal = BodySubscribers.ofByteArray();
            answer.body().subscribe(refusal);
            byte[] body = refusal.getBody().toCompletableFuture().get(REFUSAL_SECONDS, TimeUnit.SECONDS);
            throw ProblemException.of(answer.statusCode(), answer.headers(), body, connection.json());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the refusal could not be read", e);
        }
    }

    /// The request as it is sent, with the token of this moment.
    private HttpRequest authorised(HttpRequest request) {
        refuseWhenClosed();
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
        WholeBody<T> body = new WholeBody<>(handler);
        HttpResponse<T> answer = http.send(authorised(request), body);
        boolean json = type(answer).startsWith("application/json");
        if (answer.statusCode() != 204 && (answer.statusCode() / 100 != 2 || !json)) {
            throw ProblemException.of(answer.statusCode(), answer.headers(), body.bytes(), connection.json());
        }
        return answer;
    }

    private static String type(HttpResponse<?> answer) {
        return answer.headers().firstValue("Content-Type").orElse("");
    }

    private static UncheckedIOException unanswered(HttpRequest request, int attempts, IOException cause) {
        return new UncheckedIOException(
                "no answer to %s %s in %d attempt(s): %s".formatted(request.method(), request.uri(), attempts, cause),
                cause);
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
