package io.understudy.client;

import io.understudy.client.model.Problem;
import java.time.Duration;
import java.util.Optional;

/// The service says that there is no such thing (404). A 404 of a proxy, or of another service at that
/// address, is a plain [ProblemException]: it says nothing of what Understudy knows.
public final class NotFoundException extends ProblemException {

    NotFoundException(Problem problem, Optional<Duration> retryAfter) {
        super(problem, retryAfter);
    }
}
