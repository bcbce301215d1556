package io.understudy.secret;

import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/// Seals secrets for the store with AES-256-GCM and opens them again, under a key that is not in the store.
///
/// It is made while the service starts, and refuses the start without a key or with another key than the one that the
/// store was sealed with.
@Startup
@Singleton
public class SecretBox {
    private static final String CHECK_PURPOSE = "secret_key_check";
    private static final Secret CHECK_TEXT = new Secret("the right key opens this");

    private final Sealing sealing;

    SecretBox(SecretKey key, Jdbi jdbi) {
        boolean firstStart = check(jdbi).isEmpty();
        this.sealing = new Sealing(key.bytes(firstStart));
        if (firstStart) {
            keep(jdbi, sealing.seal(CHECK_TEXT, CHECK_PURPOSE));
        }
        // Read again even after writing: another replica may have been first, with another key.
        if (check(jdbi).flatMap(row -> sealing.open(row, CHECK_PURPOSE)).isEmpty()) {
            throw new NoKeyException(
                    "The secret key is not the one that the store was sealed with. Start with that one.");
        }
    }

    /// Seals a secret.
    ///
    /// @param purpose where it belongs, for example `credential/` and its id; needed to open it again
    public byte[] seal(Secret secret, String purpose) {
        return sealing.seal(secret, purpose);
    }

    /// Opens what [#seal] made for the same purpose.
    ///
    /// @throws IllegalStateException when it was sealed for another purpose or with another key, or was changed
    public Secret open(byte[] closed, String purpose) {
        return sealing.open(closed, purpose)
                .orElseThrow(() -> new IllegalStateException("the sealed secret for " + purpose + " does not open"));
    }

    private static Optional<byte[]> check(Jdbi jdbi) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT sealed FROM secret_key_check")
                .mapTo(byte[].class)
                .findOne());
    }

    private static void keep(Jdbi jdbi, byte[] closed) {
        jdbi.useHandle(handle -> handle.createUpdate(
                        "INSERT INTO secret_key_check (sealed) VALUES (:sealed) ON CONFLICT DO NOTHING")
                .bind("sealed", closed)
                .execute());
    }
}
