package io.understudy.job;

import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Dies or fails on command, for the tests that kill the service, or have a step fail, before and after
/// every step. It halts as `kill -9` does: no shutdown hook runs, no connection is closed, nothing is
/// written.
@ApplicationScoped
class FaultPoint {
    private final Optional<String> haltAt;
    private final Optional<String> failAt;

    /// @param haltAt `before:` or `after:` and the name of a step
    /// @param failAt the same
    FaultPoint(
            @ConfigProperty(name = "understudy.fault.halt-at") Optional<String> haltAt,
            @ConfigProperty(name = "understudy.fault.fail-at") Optional<String> failAt) {
        this.haltAt = haltAt;
        this.failAt = failAt;
    }

    /// @throws ProblemException when a failure is wanted here
    void reached(String when, String step) {
        String here = when + ":" + step;
        if (haltAt.filter(here::equals).isPresent()) {
            Runtime.getRuntime().halt(137);
        }
        if (failAt.filter(here::equals).isPresent()) {
            throw new ProblemException(ProblemType.INTERNAL_ERROR, "a failure was asked for " + here);
        }
    }
}
