package io.understudy.client;

import io.understudy.client.model.FieldProblem;
import io.understudy.client.model.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The request itself is wrong (400).
public final class ValidationException extends ProblemException {

    ValidationException(Problem problem, Optional<Duration> retryAfter) {
        super(problem, retryAfter);
    }

    /// Every fault, each with a JSON pointer to its field.
    public List<FieldProblem> errors() {
        return List.copyOf(problem().getErrors());
    }
}
