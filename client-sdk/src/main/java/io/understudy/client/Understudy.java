package io.understudy.client;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.understudy.client.api.CredentialsApi;
import io.understudy.client.api.HostsApi;
import io.understudy.client.api.TokensApi;
import io.understudy.client.invoker.ApiClient;
import io.understudy.client.invoker.ApiResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// A client of one Understudy service. Safe for use by many threads; make one and keep it.
///
/// Calls block. They throw [ProblemException] for an answer that is not a success,
/// [java.io.UncheckedIOException] where no answer came, and [io.understudy.client.invoker.ApiException]
/// where the answer cannot be read or the thread is interrupted (which stays set). All are unchecked.
public final class Understudy implements AutoCloseable {
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CredentialsApi credentials;
    private final HostsApi hosts;
    private final TokensApi tokens;

    Understudy(UnderstudyBuilder settings) {
        ObjectMapper json = ApiClient.createDefaultObjectMapper();
        HttpClient http = HttpClient.newBuilder()
                .connectTimeout(settings.connectTimeout)
                // Over plain HTTP the JDK would otherwise ask for an upgrade with every new connection.
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        Transport.Connection connection =
                new Transport.Connection(settings.baseUri.getRawPath(), settings.token, json, closed);
        Transport transport = new Transport(http, connection, settings.retries);
        ApiClient calls = calls(transport, settings.baseUri, settings.timeout);
        credentials = new CredentialsApi(calls);
        hosts = new HostsApi(calls);
        tokens = new TokensApi(calls);
    }

    /// Begins a client. It needs a token at least.
    public static UnderstudyBuilder builder() {
        return new UnderstudyBuilder();
    }

    /// A client of the service that the environment names: `UNDERSTUDY_URL`, and `UNDERSTUDY_TOKEN` or
    /// `UNDERSTUDY_TOKEN_FILE`.
    public static Understudy fromEnvironment() {
        return builder().fromEnvironment().build();
    }

    /// What the service logs in to hosts with.
    public CredentialsApi credentials() {
        return credentials;
    }

    /// The machines that SSH reaches, and which host key is trusted on each.
    public HostsApi hosts() {
        return hosts;
    }

    /// Who may call the service.
    public TokensApi tokens() {
        return tokens;
    }

    /// What to send as `ifMatch` to change just the version that was read.
    ///
    /// @param read the answer of a call whose name ends in `WithHttpInfo`
    /// @throws IllegalArgumentException when the answer has no ETag
    public static String etag(ApiResponse<?> read) {
        List<String> tags = read.getHeaders().get("ETag");
        if (tags == null || tags.isEmpty()) {
            throw new IllegalArgumentException("the answer has no ETag");
        }
        return tags.get(0);
    }

    /// Ends what waits in this client, with an [IllegalStateException], and refuses further calls. No job
    /// is stopped by it.
    @Override
    public void close() {
        closed.countDown();
    }

    private static ApiClient calls(Transport transport, URI baseUri, Duration timeout) {
        ApiClient calls = new ApiClient() {
            @Override
            public HttpClient getHttpClient() {
                return transport;
            }
        };
        calls.updateBaseUri(baseUri.toString());
        return calls.setReadTimeout(timeout);
    }
}
