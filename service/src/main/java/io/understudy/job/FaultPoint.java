package io.understudy.job;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Dies on command, for the tests that kill the service before and after every step. It halts as `kill -9` does: no
/// shutdown
/// hook runs, no connection is closed, nothing is written.
@ApplicationScoped
class FaultPoint {
    private final Optional<String> haltAt;

    /// @param haltAt `before:` or `after:` and the name of a step
    FaultPoint(@ConfigProperty(name = "understudy.fault.halt-at") Optional<String> haltAt) {
        this.haltAt = haltAt;
    }

    void reached(String when, String step) {
        if (haltAt.isPresent() && haltAt.get().equals(when + ":" + step)) {
            Runtime.getRuntime().halt(137);
        }
    }
}
