package io.understudy.cutover;

import io.understudy.postgres.Instance;

/// The node that takes over.
///
/// @param hostId of its host
public record Candidate(String hostId, Instance instance) {}
