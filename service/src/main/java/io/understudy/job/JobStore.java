package io.understudy.job;

import io.understudy.problem.Problem;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.store.Cursor;
import io.understudy.store.Ids;
import io.understudy.store.Page;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// Jobs as they are stored: asked for, claimed, ended.
@ApplicationScoped
@Transactional
public class JobStore {
    private final Jdbi jdbi;
    private final JobRows rows;
    private final JobEventStore events;

    JobStore(Jdbi jdbi, JobRows rows, JobEventStore events) {
        this.jdbi = jdbi;
        this.rows = rows;
        this.events = events;
    }

    record Told(JobState state, @Nullable JobOutcome outcome) {}

    /// @throws ProblemException [ProblemType#JOB_CONFLICT] with `conflictingJobId` when another job changes the cluster
    String insert(NewJob job) {
        String id = Ids.next();
        jdbi.useHandle(handle -> {
            if (job.clusterId() != null && !job.dryRun() && job.scheduledAt() == null) {
                changing(handle, job.clusterId()).ifPresent(other -> {
                    throw new ProblemException(
                                    ProblemType.JOB_CONFLICT, "job %s is changing this cluster".formatted(other))
                            .with("conflictingJobId", other);
                });
            }
            handle.createUpdate("""
                    INSERT INTO job (id, type, cluster_id, host_id, request, dry_run, created_by, undo_of, retry_of, state, scheduled_at)
                    VALUES (:id, :type, :cluster, :host, CAST(:request AS jsonb), :dryRun, :by, :undoOf, :retryOf,
                            CASE WHEN CAST(:at AS timestamptz) IS NULL THEN 'PENDING' ELSE 'SCHEDULED' END, :at)
                    """)
                    .bind("id", id)
                    .bind("type", job.type().name())
                    .bind("cluster", job.clusterId())
                    .bind("host", job.hostId())
                    .bind("request", rows.json(job.request()))
                    .bind("dryRun", job.dryRun())
                    .bind("by", job.createdBy())
                    .bind("undoOf", job.undoOf())
                    .bind("retryOf", job.retryOf())
                    .bind("at", job.scheduledAt())
                    .execute();
        });
        return id;
    }

    /// The job that changes a cluster now. The lock on the cluster's row makes two requests of the same moment queue up
    /// here, so that the second sees the first's job; the unique index is the last word.
    static Optional<String> changing(Handle handle, String clusterId) {
        handle.createQuery("SELECT id FROM cluster WHERE id = :id FOR UPDATE")
                .bind("id", clusterId)
                .mapTo(String.class)
                .findOne();
        return handle.createQuery("""
                SELECT id FROM job
                 WHERE cluster_id = :id AND NOT dry_run AND state IN ('PENDING', 'RUNNING', 'CANCELLING')
                """).bind("id", clusterId).mapTo(String.class).findOne();
    }

    /// The newest promotion that went past its point of no return after a job of the same cluster was made.
    Optional<String> promotedSince(Job job) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                SELECT id FROM job
                 WHERE cluster_id = :cluster AND type = 'PROMOTION' AND no_return_at > :since
                 ORDER BY no_return_at DESC LIMIT 1
                """)
                .bind("cluster", job.clusterId())
                .bind("since", job.createdAt())
                .mapTo(String.class)
                .findOne());
    }

    /// @throws ProblemException [ProblemType#NOT_FOUND]
    public Job get(String id) {
        return stored(id).job();
    }

    StoredJob stored(String id) {
        return jdbi.withHandle(handle -> handle.createQuery(JobRows.SELECT + " WHERE j.id = :id")
                        .bind("id", id)
                        .map(rows)
                        .findOne())
                .orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND, "no job has the id " + id));
    }

    /// Newest first.
    ///
    /// @param before the id behind which the page begins; ids are sorted by time
    private List<Job> list(JobFilter filter, @Nullable String before, int limit) {
        return jdbi.withHandle(handle -> handle
                .createQuery(JobRows.SELECT + """
                         WHERE (CAST(:cluster AS text) IS NULL OR j.cluster_id = :cluster)
                           AND (CAST(:type AS text) IS NULL OR j.type = :type)
                           AND (CAST(:state AS text) IS NULL OR j.state = :state)
                           AND (CAST(:before AS text) IS NULL OR j.id < :before)
                         ORDER BY j.id DESC LIMIT :limit
                        """)
                .bind("cluster", filter.clusterId())
                .bind("type", filter.type() == null ? null : filter.type().name())
                .bind("state", filter.state() == null ? null : filter.state().name())
                .bind("before", before)
                .bind("limit", limit)
                .map(rows)
                .stream()
                .map(StoredJob::job)
                .toList());
    }

    /// One page, newest first.
    ///
    /// @param cursor where the page before ended; the first page when absent
    public Page<Job> page(JobFilter filter, @Nullable String cursor, @Nullable Integer limit) {
        return Cursor.parse(cursor, "jobs " + filter)
                .page(limit, (before, size) -> list(filter, before, size), Job::id);
    }

    /// Makes the caller the job's only owner. The number is larger than any that an earlier owner showed to a host,
    /// and,
    /// because it is never smaller than the clock's milliseconds, than any of a store that was lost and made anew.
    ///
    /// @return empty when the job has ended
    Optional<StoredJob> claim(String id) {
        int claimed = jdbi.withHandle(
                handle -> handle.createUpdate("""
                UPDATE job
                   SET fence = greatest((SELECT max(fence) FROM job) + 1, (extract(epoch FROM clock_timestamp()) * 1000)::bigint),
                       state = CASE state WHEN 'PENDING' THEN 'RUNNING' ELSE state END,
                       started_at = coalesce(started_at, clock_timestamp())
                 WHERE id = :id AND state IN ('PENDING', 'RUNNING', 'CANCELLING')
                """).bind("id", id).execute());
        if (claimed == 0) {
            return Optional.empty();
        }
        StoredJob stored = stored(id);
        events.tell(id, "state", null, new Told(stored.job().state(), null));
        return Optional.of(stored);
    }

    /// @return empty when somebody else has claimed the job; otherwise whether it was asked to stop
    Optional<Boolean> cancelAsked(String id, long fence) {
        return jdbi.withHandle(
                handle -> handle.createQuery("SELECT cancel_asked FROM job WHERE id = :id AND fence = :fence")
                        .bind("id", id)
                        .bind("fence", fence)
                        .mapTo(Boolean.class)
                        .findOne());
    }

    /// @throws ProblemException [ProblemType#JOB_NOT_CANCELLABLE] when it has ended or only takes back
    void askToCancel(String id) {
        int asked = jdbi.withHandle(
                handle -> handle.createUpdate("""
                UPDATE job SET cancel_asked = true, state = CASE state WHEN 'RUNNING' THEN 'CANCELLING' ELSE state END
                 WHERE id = :id AND state IN ('PENDING', 'RUNNING', 'CANCELLING') AND direction = 'FORWARD' AND no_return_at IS NULL AND type <> 'UNDO'
                """).bind("id", id).execute());
        if (asked == 0) {
            Job job = get(id);
            String why = job.state().ended()
                    ? "the job has ended: " + job.state()
                    : job.noReturnAt() != null
                            ? "the job is past its point of no return, %s, and only goes forward"
                                    .formatted(job.pointOfNoReturn())
                            : "the job is taking back what it changed and has to finish that";
            throw new ProblemException(ProblemType.JOB_NOT_CANCELLABLE, why);
        }
        events.tell(id, "state", null, new Told(get(id).state(), null));
    }

    /// What the job does is decided anew, now that it begins; false when somebody else has claimed it by then.
    boolean settle(JobOrder order, long fence) {
        return jdbi.withHandle(handle -> handle.createUpdate("""
                UPDATE job SET request = CAST(:request AS jsonb), host_id = :host WHERE id = :id AND fence = :fence
                """)
                        .bind("id", order.id())
                        .bind("fence", fence)
                        .bind("request", rows.json(order.request()))
                        .bind("host", order.hostId())
                        .execute())
                == 1;
    }

    void warn(String id, List<Problem> warnings) {
        set(id, "warnings", warnings);
        warnings.forEach(warning -> events.tell(id, "warning", null, warning));
    }

    /// From here on the job only takes back, whoever owns it.
    ///
    /// @param why absent when the job was cancelled
    /// @return false when somebody else has claimed the job, or there is no way back, which a caller whose
    /// connection broke may not know; then nothing was written
    boolean turnBack(String id, long fence, @Nullable Problem why) {
        return jdbi.withHandle(handle -> handle.createUpdate("""
                UPDATE job SET direction = 'UNDOING', error = CAST(:error AS jsonb)
                 WHERE id = :id AND fence = :fence AND no_return_at IS NULL
                """)
                        .bind("id", id)
                        .bind("fence", fence)
                        .bind("error", why == null ? null : rows.json(why))
                        .execute())
                == 1;
    }

    void progress(String id, Progress progress) {
        set(id, "progress", progress);
        events.mention(id, "progress", progress.step(), progress);
    }

    /// The event `end` comes with it, so that a reader who sees the end has all events.
    ///
    /// @param why it failed, where that is not noted yet
    /// @return false when somebody else has claimed the job; then nothing was written
    boolean end(
            String id,
            long fence,
            JobState state,
            JobOutcome outcome,
            JobResult result,
            Progress progress,
            @Nullable Problem why) {
        int ended = jdbi.withHandle(handle -> handle.createUpdate("""
                UPDATE job SET state = :state, outcome = :outcome, result = CAST(:result AS jsonb),
                       progress = CAST(:progress AS jsonb), error = coalesce(CAST(:error AS jsonb), error),
                       ended_at = clock_timestamp()
                 WHERE id = :id AND fence = :fence
                """)
                .bind("id", id)
                .bind("fence", fence)
                .bind("state", state.name())
                .bind("outcome", outcome.name())
                .bind("result", rows.json(result))
                .bind("progress", rows.json(progress))
                .bind("error", why == null ? null : rows.json(why))
                .execute());
        if (ended == 1) {
            events.tell(id, "end", null, new Told(state, outcome));
        }
        return ended == 1;
    }

    private void set(String id, String column, Object value) {
        jdbi.useHandle(handle -> handle.createUpdate("UPDATE job SET <column> = CAST(:value AS jsonb) WHERE id = :id")
                .define("column", column)
                .bind("id", id)
                .bind("value", rows.json(value))
                .execute());
    }
}
