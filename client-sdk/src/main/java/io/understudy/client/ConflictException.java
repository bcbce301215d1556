package io.understudy.client;

import io.understudy.client.model.Problem;
import java.time.Duration;
import java.util.Optional;

/// The call does not fit the present state (409): a name is taken, another job is at work, a plan is stale.
public final class ConflictException extends ProblemException {

    ConflictException(Problem problem, Optional<Duration> retryAfter) {
        super(problem, retryAfter);
    }

    /// The job that stands in the way, of `JOB_CONFLICT`: wait for it with [Understudy#job(String)].
    public Optional<String> conflictingJobId() {
        return member("conflictingJobId").map(Object::toString);
    }
}
