package io.understudy.setup;

import io.understudy.problem.ProblemType;
import io.understudy.ssh.RemoteCommand;
import io.understudy.ssh.SshSession;
import io.understudy.step.PreflightCheck;
import io.understudy.step.Side;
import io.understudy.step.Target;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// The two clocks agree: lag in time is the difference between the primary's stamps and the standby's clock.
final class CheckClock implements PreflightCheck {
    private static final Duration LIMIT = Duration.ofSeconds(2);

    /// How far a host's clock is ahead of the service's. Asking takes time, and at what moment of it the host looked at
    /// its
    /// clock is not known.
    ///
    /// @param offset with the host's look taken to be in the middle
    /// @param uncertainty by which the offset may be wrong in either direction
    record Reading(Duration offset, Duration uncertainty) {
        static Reading of(Instant asked, Duration took, Instant shown) {
            Duration half = took.dividedBy(2);
            return new Reading(Duration.between(asked.plus(half), shown), half);
        }
    }

    @Override
    public String name() {
        return "check-clock";
    }

    @Override
    public Side side() {
        return Side.STANDBY;
    }

    @Override
    public List<Finding> findings(Target target) {
        return List.of(
                finding(read(target.primary().ssh()), read(target.standby().ssh())));
    }

    private static Reading read(SshSession ssh) {
        Instant asked = Instant.now();
        long start = System.nanoTime();
        String shown = ssh.output(RemoteCommand.of("date", "+%s.%N"));
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        BigDecimal seconds = new BigDecimal(shown.strip());
        return Reading.of(
                asked, took, Instant.ofEpochSecond(0, seconds.movePointRight(9).longValueExact()));
    }

    /// Warns only of what is certain.
    static Finding finding(Reading primary, Reading standby) {
        Duration difference = standby.offset().minus(primary.offset());
        Duration certain = difference.abs().minus(primary.uncertainty()).minus(standby.uncertainty());
        String value = "%.1f s".formatted(difference.abs().toMillis() / 1000.0);
        String limit = "at most %d s".formatted(LIMIT.toSeconds());
        return certain.compareTo(LIMIT) <= 0
                ? Finding.ok(value, limit)
                : Finding.warning(
                        ProblemType.CLOCK_SKEW,
                        value,
                        limit,
                        "the standby's clock is %s the primary's"
                                .formatted(difference.isNegative() ? "behind" : "ahead of"));
    }
}
