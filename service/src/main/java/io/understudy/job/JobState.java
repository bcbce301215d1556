package io.understudy.job;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// Where a job is in its life. Says nothing about the cluster: that is [JobOutcome].
@Schema(
        description =
                "SCHEDULED: waits for its time, and blocks no other job. PENDING: waits to be run. RUNNING: under way. CANCELLING: asked to stop, taking back what it changed. SUCCEEDED, FAILED, CANCELLED: ended.")
public enum JobState {
    /// Waits for its time; blocks no other job.
    SCHEDULED,
    PENDING,
    RUNNING,
    /// Asked to stop; taking back what it changed.
    CANCELLING,
    SUCCEEDED,
    FAILED,
    CANCELLED;

    public boolean ended() {
        return switch (this) {
            case SCHEDULED, PENDING, RUNNING, CANCELLING -> false;
            case SUCCEEDED, FAILED, CANCELLED -> true;
        };
    }
}
