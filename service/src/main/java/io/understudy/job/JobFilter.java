package io.understudy.job;

import org.jspecify.annotations.Nullable;

/// Which jobs to list; what is absent does not matter.
public record JobFilter(
        @Nullable String clusterId,
        @Nullable JobType type,
        @Nullable JobState state) {}
