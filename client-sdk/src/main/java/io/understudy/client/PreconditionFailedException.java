package io.understudy.client;

import io.understudy.client.model.Problem;
import java.time.Duration;
import java.util.Optional;

/// Something is not as the call expects it (412): the thing has changed since its ETag was read.
public final class PreconditionFailedException extends ProblemException {

    PreconditionFailedException(Problem problem, Optional<Duration> retryAfter) {
        super(problem, retryAfter);
    }
}
