package io.understudy.lag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.postgres.Lsn;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class LsnHistoryTest {
    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

    private final LsnHistory history = new LsnHistory();

    @Test
    void nothingMissingIsNoTimeHoweverLongThePrimaryIsIdle() {
        watched(0, 1000);
        watched(5, 1000);
        watched(3600, 1000);

        assertEquals(OptionalDouble.of(0), history.age(new Lsn(1000), null));
        assertEquals(OptionalDouble.of(0), history.age(new Lsn(1000), 7.0), "even if PostgreSQL still has an old time");
    }

    @Test
    void underASteadyLoadAnAgeIsExactBetweenTwoPoints() {
        for (int second = 0; second <= 60; second += 5) {
            watched(second, 1000L * second);
        }

        assertEquals(27, history.age(new Lsn(33_000), null).orElseThrow(), 0.001);
    }

    @Test
    void theFirstByteAfterAnIdleTimeIsAsOldAsItselfNotAsTheIdleTime() {
        watched(0, 1000);
        watched(3600, 1000);
        watched(3605, 2000);
        watched(3610, 2000);

        assertEquals(5, history.age(new Lsn(1000), null).orElseThrow());
    }

    @Test
    void withinTheLastIntervalPostgresqlTells() {
        watched(0, 1000);
        watched(5, 2000);

        assertEquals(0.25, history.age(new Lsn(1500), 0.25).orElseThrow());
        assertEquals(5, history.age(new Lsn(1500), 60.0).orElseThrow(), "it cannot be older than the interval");
        assertEquals(0, history.age(new Lsn(1500), null).orElseThrow());
    }

    @Test
    void whatIsOlderThanWhatWasWatchedIsUnknown() {
        watched(0, 1000);
        watched(5, 2000);

        assertEquals(OptionalDouble.empty(), history.age(new Lsn(999), null));
        assertEquals(OptionalDouble.of(3), history.age(new Lsn(999), 3.0));
    }

    @Test
    void afterAFailoverWhatTheNewPrimaryDoesNotHaveIsForgotten() {
        watched(0, 1000);
        watched(5, 5000);
        watched(10, 2000);
        watched(15, 3000);

        assertEquals(10, history.age(new Lsn(1500), null).orElseThrow(), 0.001);
        assertEquals(100, history.bytesPerSecond(Duration.ofMinutes(1)).orElseThrow(), 50);
    }

    @Test
    void aRateIsThatOfTheLastMinute() {
        assertEquals(OptionalDouble.empty(), history.bytesPerSecond(Duration.ofMinutes(1)));
        watched(0, 0);
        assertEquals(OptionalDouble.empty(), history.bytesPerSecond(Duration.ofMinutes(1)));
        watched(3600, 1_000_000);
        watched(3630, 1_000_000);
        watched(3665, 1_006_500);

        assertEquals(100, history.bytesPerSecond(Duration.ofMinutes(1)).orElseThrow(), 0.001);
    }

    @Test
    void aLongPastIsKeptCoarselyAndTheRecentOneFinely() {
        for (int i = 0; i <= 100_000; i++) {
            watched(5 * i, 5000L * i);
        }

        assertEquals(499_000, history.age(new Lsn(1_000_000), null).orElseThrow(), 1.0);
        assertEquals(12, history.age(new Lsn(499_988_000), null).orElseThrow(), 0.001);
        assertTrue(history.size() <= 720);
    }

    private void watched(int second, long position) {
        history.add(START.plusSeconds(second), new Lsn(position));
    }
}
