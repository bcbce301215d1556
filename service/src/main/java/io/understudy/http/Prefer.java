package io.understudy.http;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The header `Prefer` (RFC 7240), of which `wait` is understood and the rest left alone, as the RFC asks.
public final class Prefer {
    private static final Pattern WAIT = Pattern.compile("(?:^|[,;\\s])wait\\s*=\\s*\"?(\\d{1,6})\"?");
    private static final int MOST_SECONDS = 30;

    private Prefer() {}

    /// How long the caller would wait for an answer, 30 s at most; zero when it does not say.
    public static Duration waiting(@Nullable String header) {
        Matcher wait = WAIT.matcher(header == null ? "" : header);
        return wait.find()
                ? Duration.ofSeconds(Math.min(Integer.parseInt(wait.group(1)), MOST_SECONDS))
                : Duration.ZERO;
    }
}
