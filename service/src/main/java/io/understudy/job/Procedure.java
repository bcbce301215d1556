package io.understudy.job;

import io.understudy.step.Check;
import io.understudy.step.Step;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What a job does, as a list that a DBA can check: the questions asked before anything is written, then the steps in
/// order.
public record Procedure(List<Check> checks, List<Step<?, ?>> steps) {
    public Procedure {
        checks = List.copyOf(checks);
        steps = List.copyOf(steps);
        Set<String> names = new HashSet<>();
        steps.forEach(step -> {
            if (!names.add(step.name())) {
                throw new IllegalArgumentException("two steps are called " + step.name());
            }
        });
    }

    Step<?, ?> step(String name) {
        return steps.stream()
                .filter(step -> step.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "a stored job names the step %s, which no longer exists".formatted(name)));
    }
}
