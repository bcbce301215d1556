package io.understudy.step;

/// Where a step does its work. A step that fails behind the point of no return keeps the later ones of its own place
/// from being tried.
public sealed interface Place permits Node, OtherHost, Elsewhere {
    /// The host's name, as people see it.
    String host();
}
