package io.understudy.client;

import io.understudy.client.model.Job;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The job has not ended in the time that was given to wait for it. The job is not stopped by this.
public final class JobTimeoutException extends RuntimeException {
    private final String jobId;
    private final @Nullable Job job;

    /// @param cause why the last look at the job failed, if it did
    JobTimeoutException(String jobId, Duration limit, @Nullable Job job, @Nullable Throwable cause) {
        super(
                "job %s has not ended within %s (last seen: %s). It goes on; wait for it again by its id, or cancel it"
                        .formatted(jobId, limit, job == null ? "never" : job.getState()),
                cause);
        this.jobId = jobId;
        this.job = job;
    }

    public String jobId() {
        return jobId;
    }

    /// The job as it was last seen; empty when it never was.
    public Optional<Job> job() {
        return Optional.ofNullable(job);
    }
}
