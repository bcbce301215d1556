package io.understudy.step;

/// How a step ended well. A step that ends badly throws a problem.
public sealed interface StepOutcome {
    record Unchanged() implements StepOutcome {}

    record Changed(String summary) implements StepOutcome {}
}
