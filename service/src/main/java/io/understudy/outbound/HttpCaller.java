package io.understudy.outbound;

import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.secret.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// Calls a service over HTTP and hears the status, nothing else: no redirect is followed, no body is read,
/// and so none can be shown to somebody who should not see it.
@Singleton
public class HttpCaller {
    private final Door door;
    private final HttpClient client;

    HttpCaller(Door door, Vertx vertx) {
        this.door = door;
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setKeepAlive(false).setVerifyHost(true));
    }

    /// @param body JSON; absent for a call without one
    /// @param token sent as a bearer token
    /// @param idempotencyKey the same for each attempt, so that the other side can tell
    /// @param patience for all of it, from the connection to the status
    public record Call(
            Method method,
            URI url,
            @Nullable String body,
            @Nullable Secret token,
            @Nullable String idempotencyKey,
            Duration patience) {}

    @Schema(name = "HttpCallMethod", description = "The method of a call. GET and HEAD only ask.")
    public enum Method {
        GET,
        HEAD,
        POST,
        PUT,
        PATCH,
        DELETE
    }

    /// @return the status, whatever it is
    /// @throws ProblemException `ADDRESS_NOT_ALLOWED`; `HTTP_CALL_FAILED` when there was no answer, and
    /// nobody knows what the other side did
    public int status(Call call) {
        Future<HttpClientRequest> request = client.request(options(call, door.through(call.url())));
        try {
            return await(
                            call,
                            // Cutting off a body that nobody reads is no error to log.
                            request.compose(ready -> ready.send(
                                            Optional.ofNullable(call.body()).orElse("")))
                                    .map(answer -> answer.exceptionHandler(_ -> {})))
                    .statusCode();
        } finally {
            request.onSuccess(HttpClientRequest::reset);
        }
    }

    /// Connects and sends nothing.
    ///
    /// @throws ProblemException `ADDRESS_NOT_ALLOWED`, or `HTTP_CALL_FAILED` when there is no connection
    public void reach(URI url, Duration patience) {
        Call call = new Call(Method.HEAD, url, null, null, null, patience);
        Future<HttpClientRequest> request = client.request(options(call, door.through(url)));
        try {
            await(call, request);
        } finally {
            request.onSuccess(HttpClientRequest::reset);
        }
    }

    private static <T> T await(Call call, Future<T> answer) {
        try {
            return answer.toCompletionStage()
                    .toCompletableFuture()
                    .get(call.patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw new ProblemException(
                    ProblemType.HTTP_CALL_FAILED, "%s gave no answer".formatted(where(call)), failed.getCause());
        } catch (TimeoutException late) {
            throw new ProblemException(
                    ProblemType.HTTP_CALL_FAILED,
                    "%s gave no answer within %d s"
                            .formatted(where(call), call.patience().toSeconds()),
                    late);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    private static RequestOptions options(Call call, InetAddress address) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.valueOf(call.method().name()))
                .setServer(SocketAddress.inetSocketAddress(CallUrl.port(call.url()), address.getHostAddress()))
                .setHost(CallUrl.host(call.url()))
                .setPort(CallUrl.port(call.url()))
                .setSsl(CallUrl.isSecure(call.url()))
                .setURI(CallUrl.target(call.url()))
                .setFollowRedirects(false)
                .setConnectTimeout(call.patience().toMillis())
                .putHeader("Host", call.url().getRawAuthority())
                .putHeader("User-Agent", "Understudy");
        if (call.body() != null) {
            options.putHeader("Content-Type", "application/json");
        }
        if (call.token() != null) {
            options.putHeader("Authorization", "Bearer " + call.token().value());
        }
        if (call.idempotencyKey() != null) {
            options.putHeader("Idempotency-Key", call.idempotencyKey());
        }
        return options;
    }

    /// Without path and query, where people put secrets.
    private static String where(Call call) {
        return "%s %s://%s"
                .formatted(call.method(), call.url().getScheme(), call.url().getAuthority());
    }
}
