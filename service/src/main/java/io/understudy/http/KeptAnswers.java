package io.understudy.http;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.generic.GenericType;
import org.jdbi.v3.core.qualifier.QualifiedType;
import org.jdbi.v3.json.Json;

/// Where the answers are kept. What is claimed and kept here is so in the transaction of the request.
@ApplicationScoped
class KeptAnswers {
    private static final String FORGET =
            "DELETE FROM idempotent_request WHERE created_at < now() - interval '24 hours'";

    private static final String FIND = """
            SELECT body_mac, status, headers, body
              FROM idempotent_request
             WHERE key_hash = :scope
               AND created_at >= now() - interval '24 hours'
            """;

    private static final String KEEP = """
            INSERT INTO idempotent_request (key_hash, body_mac, status, headers, body)
            VALUES (:scope, :bodyMac, :status, :headers, :body)
            """;

    private static final QualifiedType<Map<String, String>> HEADERS =
            QualifiedType.of(new GenericType<Map<String, String>>() {}).with(Json.class);

    private final Jdbi jdbi;

    KeptAnswers(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// Takes the key until the end of the transaction; false while another request has it.
    boolean claim(byte[] scope) {
        return jdbi.withHandle(handle -> {
            handle.execute(FORGET);
            return handle.createQuery("SELECT pg_try_advisory_xact_lock(:lock)")
                    .bind("lock", ByteBuffer.wrap(scope).getLong())
                    .mapTo(Boolean.class)
                    .one();
        });
    }

    Optional<KeptAnswer> find(byte[] scope) {
        return jdbi.withHandle(handle -> handle.createQuery(FIND)
                .bind("scope", scope)
                .mapTo(KeptAnswer.class)
                .findOne());
    }

    void keep(byte[] scope, KeptAnswer answer) {
        jdbi.useHandle(handle -> handle.createUpdate(KEEP)
                .bind("scope", scope)
                .bind("bodyMac", answer.bodyMac())
                .bind("status", answer.status())
                .bindByType("headers", answer.headers(), HEADERS)
                .bind("body", answer.body())
                .execute());
    }
}
