package io.understudy.credential;

import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.secret.Secret;
import io.understudy.secret.SecretBox;
import io.understudy.ssh.SshAuthentication;
import io.understudy.ssh.SshKey;
import io.understudy.store.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;

/// The credentials in the store, their secret parts sealed.
@ApplicationScoped
public class CredentialStore {
    private static final String SELECT = """
            SELECT c.id, c.name, c.kind, c.public_key, c.fingerprint, c.created_at,
                   (SELECT coalesce(jsonb_agg(jsonb_build_object('hostId', h.id, 'hostName', h.name) ORDER BY h.name), '[]')
                      FROM host h
                     WHERE c.id IN (h.credential_id, h.sudo_credential_id)) AS used_by
              FROM credential c
            """;
    private static final String INSERT = """
            INSERT INTO credential (id, name, kind, sealed, sealed_passphrase, public_key, fingerprint)
            VALUES (:id, :name, :kind, :sealed, :sealedPassphrase, :publicKey, :fingerprint)
            ON CONFLICT (name) DO NOTHING
            """;
    private static final String RENAME = """
            UPDATE credential SET name = :name
             WHERE id = :id AND NOT EXISTS (SELECT 1 FROM credential WHERE name = :name AND id <> :id)
            """;

    private static final String FOREIGN_KEY_VIOLATION = "23503";

    private final Jdbi jdbi;
    private final SecretBox box;

    CredentialStore(Jdbi jdbi, SecretBox box) {
        this.jdbi = jdbi;
        this.box = box;
    }

    public Optional<Credential> find(String id) {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT + " WHERE c.id = :id")
                .bind("id", id)
                .mapTo(Credential.class)
                .findOne());
    }

    /// How to log in with a credential.
    ///
    /// @throws IllegalStateException for a kind that no host may have as its login
    public SshAuthentication authentication(String id) {
        SealedCredential row = row(id);
        Secret secret = box.open(row.closed(), purpose(id));
        return switch (row.kind()) {
            case SSH_PRIVATE_KEY -> new SshAuthentication.PrivateKey(secret, passphrase(id, row));
            case SSH_PASSWORD -> new SshAuthentication.Password(secret);
            case SUDO_PASSWORD, SECRET_VALUE ->
                throw new IllegalStateException("credential %s is a %s".formatted(id, row.kind()));
        };
    }

    /// The secret of a credential that is no login: a sudo password, or a value.
    public Secret secret(String id) {
        return box.open(row(id).closed(), purpose(id));
    }

    /// @throws ProblemException NOT_FOUND
    Credential get(String id) {
        return find(id).orElseThrow(
                        () -> new ProblemException(ProblemType.NOT_FOUND, "There is no credential " + id + "."));
    }

    /// At most `limit` credentials with ids above `after`, in the order they were made.
    List<Credential> page(@Nullable String after, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        SELECT + " WHERE :after::text IS NULL OR c.id > :after ORDER BY c.id LIMIT :limit")
                .bind("after", after)
                .bind("limit", limit)
                .mapTo(Credential.class)
                .list());
    }

    /// Seals and keeps a credential; a private key has been read before, so that a bad one is refused here and
    /// now.
    ///
    /// @throws ProblemException VALIDATION_FAILED, NAME_TAKEN
    Credential add(CreateCredentialRequest request) {
        String id = Ids.next();
        Secret secret = request.secret();
        Secret passphrase = request.passphraseSecret().orElse(null);
        SshKey key = request.kind() == CredentialKind.SSH_PRIVATE_KEY ? SshKey.parse(secret, passphrase) : null;
        int added = jdbi.withHandle(handle -> handle.createUpdate(INSERT)
                .bind("id", id)
                .bind("name", request.name())
                .bind("kind", request.kind())
                .bind("sealed", box.seal(secret, purpose(id)))
                .bind("sealedPassphrase", passphrase == null ? null : box.seal(passphrase, passphrasePurpose(id)))
                .bind("publicKey", key == null ? null : key.publicKey())
                .bind("fingerprint", key == null ? null : key.fingerprint())
                .execute());
        if (added == 0) {
            throw nameTaken(request.name());
        }
        return get(id);
    }

    /// @throws ProblemException NAME_TAKEN
    Credential rename(String id, String name) {
        int renamed = jdbi.withHandle(handle ->
                handle.createUpdate(RENAME).bind("id", id).bind("name", name).execute());
        if (renamed == 0) {
            throw nameTaken(name);
        }
        return get(id);
    }

    /// Reads a credential and keeps hosts from beginning to use it until the transaction ends.
    ///
    /// @throws ProblemException NOT_FOUND
    Credential lock(String id) {
        jdbi.useHandle(handle -> handle.execute("SELECT 1 FROM credential WHERE id = ? FOR UPDATE", id));
        return get(id);
    }

    /// @throws ProblemException IN_USE when something else than a host uses it
    void remove(String id) {
        try {
            jdbi.useHandle(handle -> handle.execute("DELETE FROM credential WHERE id = ?", id));
        } catch (UnableToExecuteStatementException e) {
            throw e.getCause() instanceof SQLException cause && FOREIGN_KEY_VIOLATION.equals(cause.getSQLState())
                    ? new ProblemException(ProblemType.IN_USE, "A cut-over step of a cluster names it.", e)
                    : e;
        }
    }

    private SealedCredential row(String id) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT kind, sealed, sealed_passphrase FROM credential WHERE id = :id")
                .bind("id", id)
                .map((row, _) -> new SealedCredential(
                        CredentialKind.valueOf(row.getString("kind")),
                        row.getBytes("sealed"),
                        row.getBytes("sealed_passphrase")))
                .one());
    }

    private @Nullable Secret passphrase(String id, SealedCredential row) {
        byte[] passphrase = row.closedPassphrase();
        return passphrase == null ? null : box.open(passphrase, passphrasePurpose(id));
    }

    private static ProblemException nameTaken(String name) {
        return new ProblemException(ProblemType.NAME_TAKEN, "There is a credential named " + name + " already.");
    }

    private static String purpose(String id) {
        return "credential/" + id;
    }

    private static String passphrasePurpose(String id) {
        return purpose(id) + "/passphrase";
    }
}
