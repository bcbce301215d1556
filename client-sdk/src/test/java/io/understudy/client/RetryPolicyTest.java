package io.understudy.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
    private static final RetryPolicy POLICY = new RetryPolicy(10, Duration.ofMillis(100), Duration.ofSeconds(1));

    @Test
    void theWaitDoublesUpToTheLongestAndIsSpread() {
        assertBetween(50, 100, 1);
        assertBetween(100, 200, 2);
        assertBetween(500, 1000, 9);
        long different = IntStream.range(0, 100)
                .mapToObj(i -> POLICY.delayAfter(9, Optional.empty()))
                .distinct()
                .count();
        assertTrue(different > 10, () -> "only " + different + " different waits");
    }

    @Test
    void theLastAttemptIsTheLast() {
        assertTrue(POLICY.delayAfter(10, Optional.empty()).isEmpty());
        assertTrue(RetryPolicy.none().delayAfter(1, Optional.empty()).isEmpty());
    }

    @Test
    void whatTheServiceAsksForIsAtLeastWaited() {
        Optional<Duration> asked = Optional.of(Duration.ofMillis(900));
        assertEquals(asked, POLICY.delayAfter(1, asked));
        assertTrue(POLICY.delayAfter(1, Optional.of(Duration.ofSeconds(2))).isEmpty());
    }

    @Test
    void retryAfterIsSecondsOrADate() {
        String inAMinute = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plusMinutes(1));
        Duration left = RetryPolicy.retryAfter(Optional.of(inAMinute)).orElseThrow();

        assertTrue(left.compareTo(Duration.ofSeconds(50)) > 0 && left.compareTo(Duration.ofSeconds(61)) < 0);
        assertEquals(Optional.of(Duration.ofSeconds(7)), RetryPolicy.retryAfter(Optional.of(" 7 ")));
        assertEquals(Optional.of(Duration.ZERO), RetryPolicy.retryAfter(Optional.of("Sun, 06 Nov 1994 08:49:37 GMT")));
        assertEquals(Optional.empty(), RetryPolicy.retryAfter(Optional.of("soon")));
    }

    @Test
    void aPolicyThatMakesNoSenseIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new RetryPolicy(0, Duration.ZERO, Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> new RetryPolicy(1, Duration.ofSeconds(2), Duration.ZERO));
    }

    private static void assertBetween(long least, long most, int attempt) {
        long millis = POLICY.delayAfter(attempt, Optional.empty()).orElseThrow().toMillis();
        assertTrue(millis >= least && millis <= most, () -> "after attempt " + attempt + ": " + millis + " ms");
    }
}
