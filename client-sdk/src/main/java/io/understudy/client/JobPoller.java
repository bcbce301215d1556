package io.understudy.client;

import io.understudy.client.api.JobsApi;
import io.understudy.client.api.JobsApi.APIGetJobRequest;
import io.understudy.client.invoker.ApiResponse;
import io.understudy.client.model.Job;
import io.understudy.client.model.JobProgress;
import io.understudy.client.model.JobState;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Watches one job. Keep the id: with [Understudy#job(String)] another process, or this one after a
/// restart, goes on watching. For one thread at a time.
public final class JobPoller {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration BREATH = Duration.ofMillis(100);

    private final Calls calls;
    private final String jobId;
    private Consumer<Job> listener = job -> {};
    private boolean listening;
    private @Nullable Job seen;
    private @Nullable RuntimeException trouble;

    /// @param jobs calls that are sent again when they fail
    /// @param looks calls that are sent once: a poller looks again anyway
    /// @param longestWait how long the service is asked to hold back an answer
    record Calls(JobsApi jobs, JobsApi looks, Transport transport, Duration longestWait) {}

    JobPoller(Calls calls, String jobId) {
        this.calls = calls;
        this.jobId = jobId;
    }

    public String jobId() {
        return jobId;
    }

    /// Looks at the job now.
    public Job poll() {
        return tell(calls.jobs().getJob(get(Duration.ZERO)));
    }

    /// @param progress told whenever the job was seen to be different, about once a second, in the thread
    ///     that waits; an exception of it ends the waiting
    public JobPoller onProgress(Consumer<Job> progress) {
        listener = progress;
        listening = true;
        return this;
    }

    /// Waits until the job has ended. A service that cannot be reached for a while, because it restarts
    /// say, is waited for, too.
    ///
    /// @param limit how long to wait in all; it can be overrun by one answer, 30 s at most
    /// @return the job, which has done what it was asked to. Its outcome may be `INCOMPLETE`: then
    ///     something is left for a person
    /// @throws JobFailedException when the job has failed or was cancelled
    /// @throws JobTimeoutException when the time is up; the job goes on
    public Job waitForCompletion(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        Duration left = limit;
        do {
            Duration pause = look(left);
            Job job = seen;
            if (job != null && job.getEndedAt() != null) {
                return succeeded(job);
            }
            left = left(deadline);
            calls.transport().pause(pause.compareTo(left) < 0 ? pause : left);
            left = left(deadline);
        } while (!left.isZero());
        throw new JobTimeoutException(jobId, limit, seen, trouble);
    }

    /// Asks the service to stop the job and to take back what it changed, which takes a while: wait for its
    /// end.
    ///
    /// @throws ConflictException `JOB_NOT_CANCELLABLE` when it has ended, or is taking back already
    public Job cancel() {
        return tell(calls.jobs().cancelJob(jobId, null));
    }

    /// Where a job is, for a person: state, percent, step, and the bytes of the copy, as far as they are
    /// known.
    public static String oneLine(Job job) {
        StringBuilder line = new StringBuilder(job.getState().toString());
        JobProgress progress = job.getProgress();
        if (progress != null) {
            line.append(' ').append(progress.getPercent()).append(" %");
            line.append(progress.getStep() == null ? "" : " " + progress.getStep());
            if (progress.getDoneBytes() != null) {
                line.append(", ")
                        .append(progress.getDoneBytes())
                        .append(" of ")
                        .append(progress.getTotalBytes())
                        .append(" bytes");
            }
        }
        return line.toString();
    }

    /// @return how long to wait before the next look
    private Duration look(Duration left) {
        Duration wait = List.of(left, listening ? LOOK_EVERY : calls.longestWait(), calls.longestWait()).stream()
                .min(Duration::compareTo)
                .orElseThrow();
        try {
            ApiResponse<Job> answer = calls.looks().getJobWithHttpInfo(get(wait));
            trouble = null;
            tell(answer.getData());
            // The service has waited already, or gave up waiting because it stops.
            return answer.getHeaders().containsKey("Preference-Applied") ? BREATH : delay(answer);
        } catch (UncheckedIOException e) {
            trouble = e;
            return LOOK_EVERY;
        } catch (ProblemException e) {
            if (!e.passing()) {
                throw e;
            }
            trouble = e;
            return e.retryAfter().orElse(LOOK_EVERY);
        }
    }

    private static Duration delay(ApiResponse<Job> answer) {
        Optional<String> header = answer.getHeaders().getOrDefault("Retry-After", List.of()).stream()
                .findFirst();
        return RetryPolicy.retryAfter(header).orElse(LOOK_EVERY);
    }

    private APIGetJobRequest get(Duration wait) {
        return APIGetJobRequest.newBuilder()
                .id(jobId)
                .prefer(wait.toSeconds() > 0 ? "wait=" + wait.toSeconds() : null)
                .build();
    }

    private Job tell(Job job) {
        if (!Objects.equals(job, seen)) {
            seen = job;
            listener.accept(job);
        }
        return job;
    }

    /// A state that a newer service has invented counts as good unless there is an error.
    private static Job succeeded(Job job) {
        if (job.getError() != null || job.getState() == JobState.FAILED || job.getState() == JobState.CANCELLED) {
            throw new JobFailedException(job);
        }
        return job;
    }

    private static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }
}
