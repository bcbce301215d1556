package io.understudy.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A job that is asked for.
///
/// @param clusterId the cluster that it works on; unless it is a dry run, no other job may change that one meanwhile
/// @param request kept as JSON and given to the job's [ProcedureKind]; without secrets
/// @param createdBy name of the caller's token
/// @param scheduledAt when it is to begin, and until when it is in no other job's way; absent when at once
public record NewJob(
        JobType type,
        @Nullable String clusterId,
        @Nullable String hostId,
        Object request,
        boolean dryRun,
        String createdBy,
        @Nullable String undoOf,
        @Nullable String retryOf,
        @Nullable Instant scheduledAt) {
    public NewJob(
            JobType type,
            @Nullable String clusterId,
            @Nullable String hostId,
            Object request,
            boolean dryRun,
            String createdBy,
            @Nullable String undoOf,
            @Nullable String retryOf) {
        this(type, clusterId, hostId, request, dryRun, createdBy, undoOf, retryOf, null);
    }
}
