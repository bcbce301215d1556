package io.understudy.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/// Settings of an [Understudy] client.
public final class UnderstudyBuilder {
    private static final String ANY_LOOPBACK = "localhost|127(\\.\\d{1,3}){3}|\\[::1]";

    URI baseUri = URI.create("http://127.0.0.1:8080");
    Supplier<String> token = () -> {
        throw new IllegalStateException("no token: set one, or UNDERSTUDY_TOKEN or UNDERSTUDY_TOKEN_FILE");
    };
    Duration connectTimeout = Duration.ofSeconds(5);
    Duration timeout = Duration.ofSeconds(60);
    RetryPolicy retries = RetryPolicy.standard();

    /// Three of the service's signs of life.
    Duration silence = Duration.ofSeconds(45);

    UnderstudyBuilder() {}

    /// Where the service is: what its addresses have before `/api/v1`. Plain http is accepted for this very
    /// machine alone, because the token goes with every call. Default: `http://127.0.0.1:8080`.
    ///
    /// @throws IllegalArgumentException when it cannot be one, or is plain http to another machine
    public UnderstudyBuilder baseUri(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme();
        boolean whole = uri.getHost() != null
                && uri.getRawUserInfo() == null
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null;
        if (!whole || !scheme.matches("(?i)https?")) {
            throw new IllegalArgumentException("want http(s)://host[:port][/path], nothing more");
        }
        if (scheme.equalsIgnoreCase("http")
                && !uri.getHost().toLowerCase(Locale.ROOT).matches(ANY_LOOPBACK)) {
            throw new IllegalArgumentException(
                    "plain http would show the token to the network on the way to " + uri.getHost() + ": use https");
        }
        baseUri = URI.create(uri.toString().replaceAll("/+$", ""));
        return this;
    }

    public UnderstudyBuilder baseUri(String uri) {
        return baseUri(URI.create(uri));
    }

    public UnderstudyBuilder token(String secret) {
        return token(() -> secret);
    }

    /// @param source asked for every single call, so that a new token is used as soon as there is one
    public UnderstudyBuilder token(Supplier<String> source) {
        token = source;
        return this;
    }

    /// @param file read for every single call
    public UnderstudyBuilder tokenFile(Path file) {
        return token(() -> read(file));
    }

    /// How long to wait for a connection. Default: 5 s.
    public UnderstudyBuilder connectTimeout(Duration limit) {
        connectTimeout = limit;
        return this;
    }

    /// How long to wait for one answer, each attempt for itself. Default: 60 s. Waiting for a job has its
    /// own limit.
    public UnderstudyBuilder timeout(Duration limit) {
        timeout = limit;
        return this;
    }

    public UnderstudyBuilder retries(RetryPolicy policy) {
        retries = policy;
        return this;
    }

    /// Takes `UNDERSTUDY_URL`, and `UNDERSTUDY_TOKEN` or `UNDERSTUDY_TOKEN_FILE`, where they are set.
    public UnderstudyBuilder fromEnvironment() {
        return from(System.getenv());
    }

    UnderstudyBuilder from(Map<String, String> environment) {
        String url = environment.get("UNDERSTUDY_URL");
        String secret = environment.get("UNDERSTUDY_TOKEN");
        String file = environment.get("UNDERSTUDY_TOKEN_FILE");
        if (secret != null && file != null) {
            throw new IllegalStateException("UNDERSTUDY_TOKEN and UNDERSTUDY_TOKEN_FILE are both set: which one?");
        }
        if (url != null) {
            baseUri(url);
        }
        if (secret != null) {
            token(secret);
        }
        if (file != null) {
            tokenFile(Path.of(file));
        }
        return this;
    }

    public Understudy build() {
        return new Understudy(this);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the token file " + file, e);
        }
    }
}
