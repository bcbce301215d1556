package io.understudy.step;

/// No host that we log in to: a server that the service itself talks to over the network.
///
/// @param host its name or address, as people see it
public record Elsewhere(String host) implements Place {}
