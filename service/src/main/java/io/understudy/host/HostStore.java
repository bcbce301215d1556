package io.understudy.host;

import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.store.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.qualifier.QualifiedType;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jdbi.v3.json.Json;
import org.jspecify.annotations.Nullable;

/// The hosts in the store.
@ApplicationScoped
public class HostStore {
    private static final String SELECT = """
            SELECT id, name, address, port, login_user AS "user", credential_id, sudo_credential_id,
                   trusted_key, facts, probed_at, created_at
              FROM host
            """;
    private static final String INSERT = """
            INSERT INTO host (id, name, address, port, login_user, credential_id, sudo_credential_id)
            VALUES (:id, :name, :address, :port, :user, :credentialId, :sudoCredentialId)
            """;

    /// A key is trusted for one address and port: whoever moves a host could otherwise catch what is sent to
    /// it.
    private static final String UPDATE = """
            UPDATE host
               SET name = :name, address = :address, port = :port, login_user = :user,
                   credential_id = :credentialId, sudo_credential_id = :sudoCredentialId,
                   trusted_key = CASE WHEN address = :address AND port = :port THEN trusted_key END
             WHERE id = :id
            """;

    private static final String UNIQUE_VIOLATION = "23505";
    private static final String FOREIGN_KEY_VIOLATION = "23503";

    private final Jdbi jdbi;

    HostStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// @throws ProblemException NOT_FOUND
    public Host get(String id) {
        return one(id, "");
    }

    public boolean exists(String id) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT EXISTS (SELECT 1 FROM host WHERE id = :id)")
                .bind("id", id)
                .mapTo(Boolean.class)
                .one());
    }

    /// Every host, in the order they were added.
    public List<Host> all() {
        return jdbi.withHandle(handle ->
                handle.createQuery(SELECT + " ORDER BY id").mapTo(Host.class).list());
    }

    /// At most `limit` hosts with ids above `after`, in the order they were added.
    List<Host> page(@Nullable String after, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        SELECT + " WHERE :after::text IS NULL OR id > :after ORDER BY id LIMIT :limit")
                .bind("after", after)
                .bind("limit", limit)
                .mapTo(Host.class)
                .list());
    }

    /// Reads a host and keeps others from changing it until the transaction ends.
    ///
    /// @throws ProblemException NOT_FOUND
    Host lock(String id) {
        return one(id, " FOR UPDATE");
    }

    /// @throws ProblemException NAME_TAKEN
    Host add(HostSettings settings) {
        String id = Ids.next();
        write(INSERT, id, settings);
        return get(id);
    }

    /// @throws ProblemException NAME_TAKEN
    Host change(String id, HostSettings settings) {
        write(UPDATE, id, settings);
        return get(id);
    }

    /// Trusts a key at the address where it was seen; nothing happens when the host has another address by now.
    void trust(Host seenAt, PublicHostKey key) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        UPDATE host SET trusted_key = :key
                         WHERE id = :id AND address = :address AND port = :port
                        """)
                .bind("id", seenAt.id())
                .bind("address", seenAt.address())
                .bind("port", seenAt.port())
                .bindByType("key", key, json(PublicHostKey.class))
                .execute());
    }

    void distrust(String id) {
        jdbi.useHandle(handle -> handle.execute("UPDATE host SET trusted_key = NULL WHERE id = ?", id));
    }

    void keep(String id, HostFacts facts) {
        jdbi.useHandle(handle -> handle.createUpdate("UPDATE host SET facts = :facts, probed_at = now() WHERE id = :id")
                .bind("id", id)
                .bindByType("facts", facts, json(HostFacts.class))
                .execute());
    }

    /// @throws ProblemException IN_USE
    void remove(Host host) {
        try {
            jdbi.useHandle(handle -> handle.execute("DELETE FROM host WHERE id = ?", host.id()));
        } catch (UnableToExecuteStatementException e) {
            throw isViolation(e, FOREIGN_KEY_VIOLATION)
                    ? new ProblemException(
                            ProblemType.IN_USE,
                            host.name() + " has a node of a cluster, or a cut-over step names it.",
                            e)
                    : e;
        }
    }

    private Host one(String id, String lock) {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT + " WHERE id = :id" + lock)
                .bind("id", id)
                .mapTo(Host.class)
                .findOne()
                .orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND, "There is no host " + id + ".")));
    }

    private void write(String sql, String id, HostSettings settings) {
        try {
            jdbi.useHandle(handle -> handle.createUpdate(sql)
                    .bind("id", id)
                    .bind("name", settings.name())
                    .bind("address", settings.address())
                    .bind("port", settings.port())
                    .bind("user", settings.user())
                    .bind("credentialId", settings.credentialId())
                    .bind("sudoCredentialId", settings.sudoCredentialId())
                    .execute());
        } catch (UnableToExecuteStatementException e) {
            throw isViolation(e, UNIQUE_VIOLATION)
                    ? new ProblemException(
                            ProblemType.NAME_TAKEN, "There is a host named " + settings.name() + " already.", e)
                    : e;
        }
    }

    private static <T> QualifiedType<T> json(Class<T> type) {
        return QualifiedType.of(type).with(Json.class);
    }

    private static boolean isViolation(UnableToExecuteStatementException failure, String state) {
        return failure.getCause() instanceof SQLException cause && state.equals(cause.getSQLState());
    }
}
