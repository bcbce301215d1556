package io.understudy.lag;

import io.understudy.problem.FieldProblem;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which part of the history is asked for: at least one step, at most 3,000.
///
/// @param from the first step begins here
/// @param to the last step ends here or before
/// @param step whole seconds
record LagQuery(Instant from, Instant to, Duration step, KeptStage stage) {
    private static final int MOST_STEPS = 3000;
    private static final int USUAL_STEPS = 300;
    private static final Instant END = Instant.parse("9999-01-01T00:00:00Z");
    private static final Duration USUAL_SPAN = Duration.ofHours(1);

    /// Where nothing is asked for: the last hour, in as many steps as a chart can show.
    ///
    /// @throws ProblemException `VALIDATION_FAILED`
    static LagQuery of(
            @Nullable String from,
            @Nullable String to,
            @Nullable Long stepSeconds,
            @Nullable KeptStage stage,
            Instant now) {
        Instant end = to == null ? now : moment("to", to);
        Instant begin = (from == null ? end.minus(USUAL_SPAN) : moment("from", from)).truncatedTo(ChronoUnit.SECONDS);
        if (!begin.isBefore(end)) {
            throw invalid("from", "must be before to");
        }
        long span = Math.ceilDiv(Duration.between(begin, end).toMillis(), 1000);
        long step = stepSeconds == null ? Math.ceilDiv(span, USUAL_STEPS) : stepSeconds;
        if (step < 1 || step > Math.max(span, 1)) {
            throw invalid("stepSeconds", "must be at least 1 and at most the whole span");
        }
        if (span / step > MOST_STEPS) {
            throw invalid("stepSeconds", "must be at least %d for this span".formatted(Math.ceilDiv(span, MOST_STEPS)));
        }
        return new LagQuery(begin, end, Duration.ofSeconds(step), stage == null ? KeptStage.REPLAYED : stage);
    }

    /// The same on the grid of the summaries, for a time of which only those are left.
    LagQuery coarse() {
        long grid = LagHistoryStore.THINNED_STEP.toSeconds();
        Instant begin = Instant.ofEpochSecond(Math.floorDiv(from.getEpochSecond(), grid) * grid);
        return new LagQuery(begin, to, Duration.ofSeconds(Math.ceilDiv(step.toSeconds(), grid) * grid), stage);
    }

    private static Instant moment(String name, String text) {
        try {
            Instant moment = Instant.parse(text);
            if (!moment.isBefore(Instant.EPOCH) && moment.isBefore(END)) {
                return moment;
            }
        } catch (DateTimeParseException notATime) {
            // Told below, like a time that is none of this product's.
        }
        throw invalid(name, "must be a time such as 2026-01-31T12:00:00Z");
    }

    private static ProblemException invalid(String name, String message) {
        return new ProblemException(ProblemType.VALIDATION_FAILED, name + " " + message + ".")
                .with(
                        "errors",
                        List.of(new FieldProblem("", ProblemType.VALIDATION_FAILED.code(), name + " " + message)));
    }
}
