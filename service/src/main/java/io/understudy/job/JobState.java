package io.understudy.job;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// Where a job is in its life. Says nothing about the cluster: that is [JobOutcome].
@Schema(
        description =
                "PENDING: waits to be run. RUNNING: under way. CANCELLING: asked to stop, taking back what it changed. SUCCEEDED, FAILED, CANCELLED: ended.")
public enum JobState {
    PENDING,
    RUNNING,
    /// Asked to stop; taking back what it changed.
    CANCELLING,
    SUCCEEDED,
    FAILED,
    CANCELLED;

    public boolean ended() {
        return switch (this) {
            case PENDING, RUNNING, CANCELLING -> false;
            case SUCCEEDED, FAILED, CANCELLED -> true;
        };
    }
}
