package io.understudy.cluster;

import io.understudy.secret.Secret;
import io.understudy.secret.SecretBox;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/// The password with which a cluster's standbys log in to its primary. Nobody ever types it, so only we know it.
@ApplicationScoped
class ReplicationPasswords {
    /// Letters and digits alone need no quoting in a passfile or in a connection string.
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private static final int LENGTH = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretBox box;

    ReplicationPasswords(SecretBox box) {
        this.box = box;
    }

    /// Made at the first use. The cluster's row has to be locked, so that two first uses give the same.
    Secret ofLocked(Handle handle, String clusterId) {
        byte[] kept = handle.createQuery("SELECT replication_password FROM cluster WHERE id = :id")
                .bind("id", clusterId)
                .map((row, _) -> row.getBytes(1))
                .findOne()
                .orElse(null);
        return kept == null ? make(handle, clusterId) : box.open(kept, purpose(clusterId));
    }

    private Secret make(Handle handle, String clusterId) {
        Secret made = new Secret(RANDOM.ints(LENGTH, 0, ALPHABET.length())
                .mapToObj(i -> String.valueOf(ALPHABET.charAt(i)))
                .collect(Collectors.joining()));
        handle.createUpdate("UPDATE cluster SET replication_password = :sealed WHERE id = :id")
                .bind("id", clusterId)
                .bind("sealed", box.seal(made, purpose(clusterId)))
                .execute();
        return made;
    }

    private static String purpose(String clusterId) {
        return "cluster/" + clusterId + "/replication-password";
    }
}
