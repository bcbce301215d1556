package io.understudy.access;

import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.store.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// The tokens in the store. Of each only a hash is kept: 256 random bits need neither salt nor a slow hash.
@ApplicationScoped
class AccessTokens {
    /// So that a scanner finds a token that was committed somewhere by mistake.
    private static final String PREFIX = "und_";

    private static final int SECRET_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private static final String COLUMNS = "id, name, role, created_at, expires_at, last_used_at";

    private static final String INSERT = """
            INSERT INTO access_token (id, name, role, secret_hash, expires_at)
            VALUES (:id::uuid, :name, :role, :hash, :expiresAt)
            ON CONFLICT (name) DO NOTHING
            RETURNING\s""" + COLUMNS;

    private static final String ONE = "SELECT " + COLUMNS + " FROM access_token WHERE id::text = :id";

    private static final String PAGE = "SELECT " + COLUMNS + """
             FROM access_token
            WHERE :after::uuid IS NULL OR id > :after::uuid
            ORDER BY id
            LIMIT :limit
            """;

    /// Noting the use at most once a minute keeps a busy token from writing at every request.
    private static final String USE = """
            WITH found AS (
                SELECT * FROM access_token
                 WHERE secret_hash = :hash AND (expires_at IS NULL OR expires_at > now())),
            used AS (
                UPDATE access_token t SET last_used_at = now()
                  FROM found
                 WHERE t.id = found.id
                   AND (found.last_used_at IS NULL OR found.last_used_at < now() - interval '1 minute'))
            SELECT\s""" + COLUMNS + " FROM found";

    private final Jdbi jdbi;

    AccessTokens(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    static String newSecret() {
        byte[] random = new byte[SECRET_BYTES];
        RANDOM.nextBytes(random);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /// @throws ProblemException NAME_TAKEN
    AccessToken add(String name, Role role, @Nullable Instant expiresAt, String secret) {
        return jdbi.withHandle(handle -> handle.createQuery(INSERT)
                .bind("id", Ids.next())
                .bind("name", name)
                .bind("role", role)
                .bind("hash", hash(secret))
                .bind("expiresAt", expiresAt)
                .mapTo(AccessToken.class)
                .findOne()
                .orElseThrow(() ->
                        new ProblemException(ProblemType.NAME_TAKEN, "There is a token named " + name + " already.")));
    }

    /// At most `limit` tokens with ids above `after`, in the order they were made.
    List<AccessToken> page(@Nullable String after, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery(PAGE)
                .bind("after", after)
                .bind("limit", limit)
                .mapTo(AccessToken.class)
                .list());
    }

    /// @throws ProblemException NOT_FOUND
    AccessToken get(String id) {
        return jdbi.withHandle(handle -> handle.createQuery(ONE)
                .bind("id", id)
                .mapTo(AccessToken.class)
                .findOne()
                .orElseThrow(() -> missing(id)));
    }

    /// @throws ProblemException NOT_FOUND
    void remove(String id) {
        int removed = jdbi.withHandle(handle -> handle.execute("DELETE FROM access_token WHERE id::text = ?", id));
        if (removed == 0) {
            throw missing(id);
        }
    }

    /// The token behind a secret that a caller has sent; empty when there is none, or it has ended.
    Optional<AccessToken> use(String secret) {
        return jdbi.withHandle(handle -> handle.createQuery(USE)
                .bind("hash", hash(secret))
                .mapTo(AccessToken.class)
                .findOne());
    }

    boolean hasAdmin(Handle handle) {
        return handle.createQuery("""
                        SELECT EXISTS (SELECT 1 FROM access_token
                                        WHERE role = 'ADMIN' AND (expires_at IS NULL OR expires_at > now()))
                        """).mapTo(Boolean.class).one();
    }

    private static ProblemException missing(String id) {
        return new ProblemException(ProblemType.NOT_FOUND, "There is no token " + id + ".");
    }

    private static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
