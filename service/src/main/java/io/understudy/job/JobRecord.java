package io.understudy.job;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.understudy.step.Effect;
import io.understudy.step.Plan;
import io.understudy.step.Pulse;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.HashMap;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// What a job did, as it goes: its steps and its changes. Events tell of both.
@ApplicationScoped
@Transactional
class JobRecord {
    private final Jdbi jdbi;
    private final JobRows rows;
    private final JobEventStore events;

    JobRecord(Jdbi jdbi, JobRows rows, JobEventStore events) {
        this.jdbi = jdbi;
        this.rows = rows;
        this.events = events;
    }

    /// A change that may have been made, as its step needs it to take it back.
    record StoredChange(int ordinal, String step, JsonNode change) {}

    /// Lays out the list of steps; those that an earlier owner has already ended stay as they are.
    ///
    /// @param inPlace how many of the first steps have nothing to do
    /// @param pointOfNoReturn as in [Procedure]
    void plan(String jobId, List<PlannedStep> steps, int inPlace, @Nullable String pointOfNoReturn) {
        jdbi.useHandle(handle -> {
            handle.execute("UPDATE job SET point_of_no_return = ? WHERE id = ?", pointOfNoReturn, jobId);
            int ordinal = 0;
            for (PlannedStep step : steps) {
                handle.createUpdate("""
                        INSERT INTO job_step (job_id, ordinal, name, side, host, state, summary)
                        VALUES (:job, :ordinal, :name, :side, :host, :state, :summary)
                        ON CONFLICT (job_id, name) DO NOTHING
                        """)
                        .bind("job", jobId)
                        .bind("state", (ordinal < inPlace ? StepView.State.UNCHANGED : StepView.State.PENDING).name())
                        .bind("ordinal", ordinal++)
                        .bind("name", step.name())
                        .bind("side", step.side() == null ? null : step.side().name())
                        .bind("host", step.host())
                        .bind("summary", step.summary())
                        .execute();
            }
        });
    }

    /// A step that was CHANGED stays so when a later owner finds it in place.
    void step(String jobId, String step, StepView.State state, @Nullable String summary) {
        jdbi.useHandle(handle -> {
            handle.createUpdate("""
                    UPDATE job_step
                       SET state = CASE WHEN state = 'CHANGED' AND :state = 'UNCHANGED' THEN state ELSE :state END,
                           summary = coalesce(:summary, summary),
                           started_at = coalesce(started_at, clock_timestamp()),
                           ended_at = CASE :state WHEN 'RUNNING' THEN NULL ELSE clock_timestamp() END
                     WHERE job_id = :job AND name = :step
                    """)
                    .bind("job", jobId)
                    .bind("step", step)
                    .bind("state", state.name())
                    .bind("summary", summary)
                    .execute();
            events.tell(jobId, "step", step, new StepEvent(state, summary));
        });
    }

    private record StepEvent(StepView.State state, @Nullable String summary) {}

    /// Before the write: a change that is not noted down is never made. Looked at again after a takeover, the same
    /// change
    /// keeps the first note, which knows how it was before.
    void intend(String jobId, String step, Plan.Needed<?> plan) {
        jdbi.useHandle(handle -> intend(handle, jobId, step, plan));
    }

    /// The same for the step that cannot be taken back. The job is noted to be past its point of no return in the same
    /// transaction, so a wish to cancel is heard before it or not at all.
    ///
    /// @throws Pulse.StopRequested when the job was cancelled first
    void intendWithoutReturn(String jobId, long fence, String step, Plan.Needed<?> plan) {
        jdbi.useHandle(handle -> {
            int passed = handle.createUpdate("""
                    UPDATE job SET no_return_at = coalesce(no_return_at, clock_timestamp())
                     WHERE id = :id AND fence = :fence AND NOT cancel_asked
                    """)
                    .bind("id", jobId)
                    .bind("fence", fence)
                    .execute();
            if (passed == 0) {
                throw new Pulse.StopRequested("job %s was cancelled".formatted(jobId));
            }
            intend(handle, jobId, step, plan);
        });
    }

    private void intend(Handle handle, String jobId, String step, Plan.Needed<?> plan) {
        handle.createUpdate("""
                    INSERT INTO job_change (job_id, ordinal, step, change, effects, state)
                    SELECT :job, coalesce(max(ordinal), 0) + 1, :step, CAST(:change AS jsonb), CAST(:effects AS jsonb), 'INTENDED'
                      FROM job_change WHERE job_id = :job
                    HAVING count(*) FILTER (WHERE step = :step AND state IN ('INTENDED', 'MADE')) = 0
                    """)
                .bind("job", jobId)
                .bind("step", step)
                .bind("change", rows.json(plan.change()))
                .bind("effects", rows.json(plan.effects()))
                .execute();
        events.tell(
                jobId,
                "change",
                step,
                plan.effects().stream().map(EffectView::of).toList());
    }

    /// @return whether a change of this step had been noted down
    boolean changed(String jobId, String step) {
        return mark(jobId, step, ChangeView.State.MADE, null) > 0;
    }

    int mark(String jobId, String step, ChangeView.State state, @Nullable String remark) {
        return jdbi.withHandle(handle -> handle.createUpdate("""
                UPDATE job_change SET state = :state, remark = :remark
                 WHERE job_id = :job AND step = :step AND state IN ('INTENDED', 'MADE', 'LEFT')
                """)
                .bind("job", jobId)
                .bind("step", step)
                .bind("state", state.name())
                .bind("remark", remark)
                .execute());
    }

    /// What may have to be taken back, last first.
    List<StoredChange> changesToUndo(String jobId) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                SELECT ordinal, step, change::text FROM job_change
                 WHERE job_id = :job AND state <> 'PUT_BACK' ORDER BY ordinal DESC
                """)
                .bind("job", jobId)
                .map((row, _) ->
                        new StoredChange(row.getInt(1), row.getString(2), rows.read(row.getString(3), JsonNode.class)))
                .list());
    }

    Evidence evidence(String jobId) {
        return jdbi.withHandle(handle -> new Evidence(
                handle.createQuery(
                                "SELECT step, change::text FROM job_change WHERE job_id = :job ORDER BY ordinal DESC")
                        .bind("job", jobId)
                        .reduceRows(new HashMap<>(), (changes, row) -> {
                            changes.putIfAbsent(
                                    row.getColumn(1, String.class),
                                    rows.read(row.getColumn(2, String.class), JsonNode.class));
                            return changes;
                        }),
                handle.createQuery(
                                "SELECT name FROM job_step WHERE job_id = :job AND state IN ('CHANGED', 'UNCHANGED')")
                        .bind("job", jobId)
                        .mapTo(String.class)
                        .set()));
    }

    List<ChangeView> changes(String jobId) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT ordinal, step, state, effects::text, remark, at FROM job_change WHERE job_id = :job ORDER BY ordinal")
                .bind("job", jobId)
                .map((row, _) -> ChangeView.of(
                        row.getInt(1),
                        row.getString(2),
                        ChangeView.State.valueOf(row.getString(3)),
                        rows.read(row.getString(4), new TypeReference<List<Effect>>() {}),
                        row.getString(5),
                        row.getTimestamp(6).toInstant()))
                .list());
    }
}
