package io.understudy.client;

import io.understudy.client.model.Job;
import io.understudy.client.model.JobOutcome;
import io.understudy.client.model.Problem;
import java.util.List;
import java.util.Optional;

/// The job that was waited for has failed or was cancelled. Its problem is this exception's; what it left
/// behind is the outcome.
public final class JobFailedException extends ProblemException {
    private final Job job;

    JobFailedException(Job job) {
        super(
                "job %s %s, outcome %s: ".formatted(job.getId(), job.getState(), job.getOutcome()),
                problem(job),
                Optional.empty());
        this.job = job;
    }

    /// The job as it ended, with its steps, warnings and result.
    public Job job() {
        return job;
    }

    /// What is left behind: `UNCHANGED` when nothing was changed or all of it was put back, `INCOMPLETE`
    /// when something is left to do, which `job().getResult().getNextActions()` says.
    public Optional<JobOutcome> outcome() {
        return Optional.ofNullable(job.getOutcome());
    }

    private static Problem problem(Job job) {
        Problem error = job.getError();
        return error != null
                ? error
                : new Problem()
                        .type("about:blank")
                        .title("The job was not carried out")
                        .status(409)
                        .code("JOB_" + job.getState())
                        .detail("The job ended as " + job.getState() + ".")
                        .jobId(job.getId())
                        .retryable(false)
                        .remedy("See the job's steps.")
                        .errors(List.of());
    }
}
