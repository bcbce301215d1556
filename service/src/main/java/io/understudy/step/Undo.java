package io.understudy.step;

/// What became of a change that was to be taken back.
public sealed interface Undo {
    /// As it was before the job.
    record PutBack(String summary) implements Undo {}

    /// Left as the job made it, for this reason.
    record Kept(String reason) implements Undo {}
}
