package io.understudy.host;

import io.understudy.ssh.RemoteCommand;
import io.understudy.ssh.SshSession;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How a host's clock differs from ours.
///
/// @param offsetMillis how far the host is ahead
/// @param uncertaintyMillis half the round trip: the host read its clock somewhere within it
record ClockFacts(long offsetMillis, long uncertaintyMillis) {
    private static final int NANOS_OF_SECOND_DIGITS = 9;

    /// Null when the host's `date` cannot tell parts of a second.
    static @Nullable ClockFacts read(SshSession ssh) {
        Instant asked = Instant.now();
        String told = ssh.output(RemoteCommand.of("date", "+%s%N")).strip();
        Duration roundTrip = Duration.between(asked, Instant.now());
        if (!told.matches("\\d{19}")) {
            return null;
        }
        int point = told.length() - NANOS_OF_SECOND_DIGITS;
        Instant host =
                Instant.ofEpochSecond(Long.parseLong(told.substring(0, point)), Long.parseLong(told.substring(point)));
        Duration offset = Duration.between(asked.plus(roundTrip.dividedBy(2)), host);
        return new ClockFacts(offset.toMillis(), Math.ceilDiv(roundTrip.toMillis(), 2));
    }
}
