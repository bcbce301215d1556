package io.understudy.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.ssh.CommandResult;
import io.understudy.ssh.RemoteCommand;
import io.understudy.ssh.SshSession;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// SQL on one instance, as its superuser, through `psql` on the host: no port is opened and no password exists.
///
/// Reads share one `psql` that stays open, about 1 ms each; a write is a command of its own under the host's fence.
/// Values are bound as
/// psql variables and used as `:'name'` or `:"name"`, so they are never part of the SQL text.
public final class Psql implements AutoCloseable {
    private static final Duration QUERY_TIME = Duration.ofSeconds(20);

    private static final ObjectMapper ROWS = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final SshSession ssh;
    private final List<String> argv;
    private final PsqlProcess reader;

    public Psql(SshSession ssh, Instance instance) {
        this.ssh = ssh;
        this.argv = List.of(
                instance.program("psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", conninfo(instance));
        this.reader = new PsqlProcess(ssh, command().within(QUERY_TIME));
    }

    /// The pinned search path keeps objects that somebody put on another path from answering for PostgreSQL's own;
    /// options of the connection win over `ALTER ROLE … SET` and `ALTER DATABASE … SET`.
    private static String conninfo(Instance instance) {
        return "dbname=postgres port=%d connect_timeout=5 application_name=understudy options='-c search_path=pg_catalog -c statement_timeout=15s -c lock_timeout=5s'"
                .formatted(instance.port());
    }

    /// @param sql one SELECT; column names in snake case become the record's components
    /// @throws ProblemException [ProblemType#POSTGRES_UNAVAILABLE] when the instance does not answer,
    /// [ProblemType#SQL_FAILED]
    public <T> List<T> rows(Class<T> row, String sql, Map<String, String> values) {
        String json = reader.ask(variables(values) + "SELECT coalesce(json_agg(q), '[]') FROM (\n" + sql + "\n) q;\n");
        try {
            return ROWS.readerForListOf(row).readValue(json);
        } catch (JsonProcessingException unreadable) {
            throw new IllegalStateException("psql answered what is not JSON to: " + sql, unreadable);
        }
    }

    public <T> List<T> rows(Class<T> row, String sql) {
        return rows(row, sql, Map.of());
    }

    /// The only row of a query that always gives one.
    public <T> T row(Class<T> row, String sql) {
        return rows(row, sql).getFirst();
    }

    /// Runs a write. The text may hold several statements; each is its own transaction.
    ///
    /// @throws ProblemException [ProblemType#SQL_FAILED] with what the server said
    public void change(String sql, Map<String, String> values) {
        change(sql, values, QUERY_TIME);
    }

    /// The same for a write that may take longer than the usual 20 s; it has to lift `statement_timeout` itself.
    public void change(String sql, Map<String, String> values, Duration limit) {
        RemoteCommand write = command().within(limit).changing().withInput(variables(values) + sql + "\n");
        CommandResult result = ssh.run(write);
        if (result instanceof CommandResult.Exited(int status, var _, String stderr) && status != 0) {
            throw failure(status, stderr);
        }
        ssh.output(write, result);
    }

    private RemoteCommand command() {
        return RemoteCommand.of(argv.toArray(String[]::new)).as("postgres").within(QUERY_TIME);
    }

    private static String variables(Map<String, String> values) {
        StringBuilder lines = new StringBuilder();
        values.forEach((name, value) -> lines.append("\\set %s '%s'\n".formatted(name, escaped(value))));
        return lines.toString();
    }

    /// Inside single quotes psql knows `''` and backslash escapes, and nothing else.
    private static String escaped(String value) {
        if (value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a value for psql holds a NUL character");
        }
        return value.replace("\\", "\\\\")
                .replace("'", "''")
                .replace("\n", "\\n")
                .replace("\r", "\\r");
    }

    /// psql's exit status: 2 when the connection went bad, 3 when a statement failed. A statement that found
    /// the server ended at once is a failed one to psql; libpq's own words tell the two apart.
    static ProblemException failure(int status, String stderr) {
        return status == 3 && !stderr.contains("server closed the connection unexpectedly")
                ? new ProblemException(ProblemType.SQL_FAILED, "PostgreSQL refused a statement: " + stderr.strip())
                : new ProblemException(ProblemType.POSTGRES_UNAVAILABLE, "psql cannot connect: " + stderr.strip());
    }

    @Override
    public void close() {
        reader.close();
    }
}
