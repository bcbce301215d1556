package io.understudy.job;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// What happened in a job, as it is stored and streamed.
@ApplicationScoped
@Transactional
class JobEventStore {
    private final Jdbi jdbi;
    private final JobRows rows;

    JobEventStore(Jdbi jdbi, JobRows rows) {
        this.jdbi = jdbi;
        this.rows = rows;
    }

    /// @param after only events with a larger id
    /// @param type only events of this type; all when absent
    List<JobEvent> list(String jobId, long after, @Nullable String type, @Nullable String step, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                SELECT id, at, type, step, data::text FROM job_event
                 WHERE job_id = :job AND id > :after
                   AND (CAST(:type AS text) IS NULL OR type = :type)
                   AND (CAST(:step AS text) IS NULL OR step = :step)
                 ORDER BY id LIMIT :limit
                """)
                .bind("job", jobId)
                .bind("after", after)
                .bind("type", type)
                .bind("step", step)
                .bind("limit", limit)
                .map((row, _) -> new JobEvent(
                        row.getLong(1),
                        row.getTimestamp(2).toInstant(),
                        row.getString(3),
                        row.getString(4),
                        rows.read(row.getString(5), JsonNode.class)))
                .list());
    }

    /// Part of what it tells of: both are stored, or neither.
    ///
    /// The lock on the job lets an event be seen only after all with smaller ids. Else who asks for what is
    /// behind the last id it saw would miss one whose transaction took longer.
    @Transactional(Transactional.TxType.MANDATORY)
    void tell(String jobId, String type, @Nullable String step, Object data) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                WITH locked AS (SELECT id FROM job WHERE id = :job FOR NO KEY UPDATE)
                INSERT INTO job_event (job_id, type, step, data)
                SELECT id, :type, :step, CAST(:data AS jsonb) FROM locked
                """)
                .bind("job", jobId)
                .bind("type", type)
                .bind("step", step)
                .bind("data", rows.json(data))
                .execute());
    }

    /// By itself. Need not be on disk before the job goes on: a crash of the store may cost the last lines of a
    /// log, and nothing else.
    void mention(String jobId, String type, @Nullable String step, Object data) {
        jdbi.useHandle(handle -> handle.execute("SET LOCAL synchronous_commit TO off"));
        tell(jobId, type, step, data);
    }
}
