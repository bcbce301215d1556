package io.understudy.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.understudy.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/// How a row of `job`, its steps with it, becomes a [StoredJob], and values become the JSON of its columns.
@ApplicationScoped
class JobRows implements RowMapper<StoredJob> {
    static final String SELECT = """
            SELECT j.*,
                   (SELECT coalesce(json_agg(json_build_object(
                               'name', s.name, 'side', s.side, 'host', s.host, 'state', s.state, 'summary', s.summary,
                               'startedAt', s.started_at, 'endedAt', s.ended_at) ORDER BY s.ordinal), '[]')
                      FROM job_step s WHERE s.job_id = j.id) AS steps
              FROM job j
            """;

    private final ObjectMapper mapper;

    JobRows(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public StoredJob map(ResultSet row, StatementContext context) throws SQLException {
        String outcome = row.getString("outcome");
        Job job = new Job(
                row.getString("id"),
                JobType.valueOf(row.getString("type")),
                JobState.valueOf(row.getString("state")),
                outcome == null ? null : JobOutcome.valueOf(outcome),
                row.getString("cluster_id"),
                row.getString("host_id"),
                row.getBoolean("dry_run"),
                row.getString("created_by"),
                row.getTimestamp("created_at").toInstant(),
                instant(row, "scheduled_at"),
                instant(row, "started_at"),
                instant(row, "ended_at"),
                optional(row, "progress", Progress.class),
                row.getString("point_of_no_return"),
                instant(row, "no_return_at"),
                read(row.getString("steps"), new TypeReference<List<StepView>>() {}),
                read(row.getString("warnings"), new TypeReference<List<Problem>>() {}),
                optional(row, "error", Problem.class),
                optional(row, "result", JobResult.class),
                row.getString("undo_of"),
                row.getString("retry_of"));
        return new StoredJob(
                job,
                read(row.getString("request"), new TypeReference<JsonNode>() {}),
                row.getLong("fence"),
                row.getString("direction").equals("UNDOING"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp at = row.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }

    private <T> @Nullable T optional(ResultSet row, String column, Class<T> type) throws SQLException {
        String text = row.getString(column);
        return text == null ? null : read(text, type);
    }

    <T> T read(String json, Class<T> type) {
        try {
            return mapper.readValue(json, type);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("the store holds what is no " + type.getSimpleName(), broken);
        }
    }

    <T> T read(String json, TypeReference<T> type) {
        try {
            return mapper.readValue(json, type);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("the store holds what is no " + type.getType(), broken);
        }
    }

    String json(Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalArgumentException("cannot be written as JSON: " + value.getClass(), impossible);
        }
    }
}
