package io.understudy.job;

import io.understudy.problem.Problem;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// Jobs that wait for a time of their own. Until then they are in nobody's way; then they begin, or, when they cannot
/// within a while, do not begin at all: a maintenance window has an end.
@ApplicationScoped
@Transactional
class JobSchedule {
    private static final Duration BEGINS_WITHIN = Duration.ofMinutes(10);

    private final Jdbi jdbi;
    private final JobRows rows;
    private final JobEventStore events;

    JobSchedule(Jdbi jdbi, JobRows rows, JobEventStore events) {
        this.jdbi = jdbi;
        this.rows = rows;
        this.events = events;
    }

    private record Waiting(String clusterId, Instant scheduledAt, boolean late) {}

    /// The same of a job that was begun in time and has changed nothing yet, when the service comes back to
    /// it.
    ///
    /// @throws ProblemException `SCHEDULE_MISSED`
    static void refuseLate(Job job) {
        Instant at = job.scheduledAt();
        if (at != null && Instant.now().isAfter(at.plus(BEGINS_WITHIN))) {
            throw new ProblemException(
                    ProblemType.SCHEDULE_MISSED,
                    "it was to begin at %s; %d minutes later it had changed nothing yet"
                            .formatted(at, BEGINS_WITHIN.toMinutes()));
        }
    }

    /// Called when a job's time has come, and for every other job.
    ///
    /// @return false when another job changes the cluster: ask again in a moment
    boolean mayBegin(String id) {
        return jdbi.withHandle(handle -> waiting(handle, id)
                .map(job -> begin(handle, id, job, JobStore.changing(handle, job.clusterId())))
                .orElse(true));
    }

    private static Optional<Waiting> waiting(Handle handle, String id) {
        return handle.createQuery("""
                SELECT cluster_id, scheduled_at, clock_timestamp() > scheduled_at + make_interval(secs => :within) AS late
                  FROM job WHERE id = :id AND state = 'SCHEDULED'
                """)
                .bind("id", id)
                .bind("within", BEGINS_WITHIN.toSeconds())
                .map((row, _) ->
                        new Waiting(row.getString(1), row.getTimestamp(2).toInstant(), row.getBoolean(3)))
                .findOne();
    }

    private boolean begin(Handle handle, String id, Waiting job, Optional<String> other) {
        if (job.late()) {
            ProblemException missed = new ProblemException(
                    ProblemType.SCHEDULE_MISSED,
                    "it was to begin at %s; %d minutes later %s"
                            .formatted(
                                    job.scheduledAt(),
                                    BEGINS_WITHIN.toMinutes(),
                                    other.map("job %s was still changing the cluster"::formatted)
                                            .orElse("no replica of the service had begun it")));
            other.ifPresent(conflicting -> missed.with("conflictingJobId", conflicting));
            end(handle, id, JobState.FAILED, Problem.of(missed.with("jobId", id)));
            return true;
        }
        if (other.isEmpty()) {
            handle.execute("UPDATE job SET state = 'PENDING' WHERE id = ? AND state = 'SCHEDULED'", id);
        }
        return other.isEmpty();
    }

    /// The queue still brings the job when its time comes, and finds that it has ended.
    ///
    /// @return false when the job does not wait, or not any more
    boolean cancel(String id) {
        return jdbi.withHandle(handle -> end(handle, id, JobState.CANCELLED, null));
    }

    private boolean end(Handle handle, String id, JobState state, @Nullable Problem why) {
        int ended = handle.createUpdate("""
                UPDATE job SET state = :state, outcome = :outcome, result = CAST(:result AS jsonb),
                       error = CAST(:error AS jsonb), ended_at = clock_timestamp()
                 WHERE id = :id AND state = 'SCHEDULED'
                """)
                .bind("id", id)
                .bind("state", state.name())
                .bind("outcome", JobOutcome.UNCHANGED.name())
                .bind("result", rows.json(JobResult.left(List.of())))
                .bind("error", why == null ? null : rows.json(why))
                .execute();
        if (ended == 1) {
            events.tell(id, "end", null, new JobStore.Told(state, JobOutcome.UNCHANGED));
        }
        return ended == 1;
    }
}
