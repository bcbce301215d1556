package io.understudy.job;

import io.understudy.step.Check;
import io.understudy.step.Step;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a job does, as a list that a DBA can check: the questions asked before anything is written, then
/// the steps in order.
///
/// @param pointOfNoReturn name of the step that cannot be taken back: until it is attempted every failure
/// leads back, from then on the job only goes forward; absent when everything can be taken back
public record Procedure(
        List<Check> checks,
        List<Step<?, ?>> steps,
        @Nullable String pointOfNoReturn) {
    public Procedure(List<Check> checks, List<Step<?, ?>> steps) {
        this(checks, steps, null);
    }

    public Procedure {
        checks = List.copyOf(checks);
        steps = List.copyOf(steps);
        Set<String> names = new HashSet<>();
        steps.forEach(step -> {
            if (!names.add(step.name())) {
                throw new IllegalArgumentException("two steps are called " + step.name());
            }
        });
        if (pointOfNoReturn != null && !names.contains(pointOfNoReturn)) {
            throw new IllegalArgumentException("no step is called " + pointOfNoReturn);
        }
    }

    boolean isPointOfNoReturn(Step<?, ?> step) {
        return step.name().equals(pointOfNoReturn);
    }

    /// Whether a write of this step is at or behind the point of no return: where that step itself finds
    /// nothing to do, the first write behind it is the one that cannot be taken back.
    boolean leavesNoReturn(Step<?, ?> step) {
        return steps.stream()
                .map(Step::name)
                .dropWhile(name -> !name.equals(pointOfNoReturn))
                .anyMatch(step.name()::equals);
    }

    Step<?, ?> step(String name) {
        return steps.stream()
                .filter(step -> step.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "a stored job names the step %s, which no longer exists".formatted(name)));
    }
}
