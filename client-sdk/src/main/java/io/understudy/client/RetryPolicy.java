package io.understudy.client;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/// How often a call is sent, and how long the client waits in between.
///
/// Only calls that are safe to repeat are sent again: every GET, and every POST that carries an
/// `Idempotency-Key`.
///
/// @param attempts how often a call is sent at most, the first time included; at least 1
/// @param firstDelay the wait before the second attempt; it doubles from attempt to attempt, and each time
///     a random part, up to half of it, is left out, so that many clients do not come back at once
/// @param longestDelay no wait is longer. A `Retry-After` that asks for more is not waited for: the call
///     fails at once
public record RetryPolicy(int attempts, Duration firstDelay, Duration longestDelay) {
    private static final int MOST_DOUBLINGS = 20;

    public RetryPolicy {
        if (attempts < 1 || firstDelay.isNegative() || longestDelay.compareTo(firstDelay) < 0) {
            throw new IllegalArgumentException("want at least one attempt and 0 <= firstDelay <= longestDelay");
        }
    }

    /// Five attempts within about three seconds; up to 20 s where the service asks for it.
    public static RetryPolicy standard() {
        return new RetryPolicy(5, Duration.ofMillis(200), Duration.ofSeconds(20));
    }

    public static RetryPolicy none() {
        return new RetryPolicy(1, Duration.ZERO, Duration.ZERO);
    }

    /// @param attempt how often the call was sent so far
    /// @param retryAfter what the service asked for
    /// @return how long to wait before the next attempt; empty when there is none
    Optional<Duration> delayAfter(int attempt, Optional<Duration> retryAfter) {
        if (attempt >= attempts || retryAfter.orElse(Duration.ZERO).compareTo(longestDelay) > 0) {
            return Optional.empty();
        }
        long grown = firstDelay.toMillis() << Math.min(attempt - 1, MOST_DOUBLINGS);
        long capped = Math.min(grown, longestDelay.toMillis());
        long spread = ThreadLocalRandom.current().nextLong(capped / 2 + 1);
        Duration own = Duration.ofMillis(capped - spread);
        return Optional.of(retryAfter.filter(asked -> asked.compareTo(own) > 0).orElse(own));
    }

    /// @param header `Retry-After`: seconds, or a date
    /// @return empty when it is neither; zero when the date has passed
    static Optional<Duration> retryAfter(Optional<String> header) {
        return header.map(String::strip).flatMap(RetryPolicy::parsed);
    }

    private static Optional<Duration> parsed(String value) {
        if (value.matches("\\d{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
        }
        try {
            Instant then = DateTimeFormatter.RFC_1123_DATE_TIME.parse(value, Instant::from);
            Duration left = Duration.between(Instant.now(), then);
            return Optional.of(left.isNegative() ? Duration.ZERO : left);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
