package io.understudy.ssh;

import io.understudy.problem.FieldProblem;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.secret.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.jspecify.annotations.Nullable;

/// A private key that could be read.
public final class SshKey {
    private static final int LEAST_RSA_BITS = 2048;

    private final KeyPair pair;

    private SshKey(KeyPair pair) {
        this.pair = pair;
    }

    /// Reads an Ed25519, ECDSA or RSA key in OpenSSH or PEM form.
    ///
    /// @param passphrase null when the key is not encrypted
    /// @throws ProblemException `VALIDATION_FAILED` with a pointer to `/privateKey` or `/passphrase`
    public static SshKey parse(Secret text, @Nullable Secret passphrase) {
        AtomicBoolean encrypted = new AtomicBoolean();
        FilePasswordProvider passphrases = (_, _, _) -> {
            encrypted.set(true);
            return passphrase == null ? null : passphrase.value();
        };
        KeyPair pair = read(text, passphrases);
        if (pair == null) {
            throw unreadable(encrypted.get(), passphrase != null);
        }
        return new SshKey(spoken(pair));
    }

    /// The public key in the form of `authorized_keys`.
    public String publicKey() {
        return PublicKeyEntry.toString(pair.getPublic());
    }

    /// As OpenSSH prints it: `SHA256:` and 43 characters.
    public String fingerprint() {
        return HostKey.of(pair.getPublic()).fingerprint();
    }

    KeyPair pair() {
        return pair;
    }

    /// Null when nothing could be read. What the parsers say is dropped on purpose: it may quote the key.
    private static @Nullable KeyPair read(Secret text, FilePasswordProvider passphrases) {
        byte[] bytes = (text.value().strip() + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            Iterable<KeyPair> pairs = SecurityUtils.loadKeyPairIdentities(
                    null, NamedResource.ofName("private key"), new ByteArrayInputStream(bytes), passphrases);
            Iterator<KeyPair> all = pairs == null ? List.<KeyPair>of().iterator() : pairs.iterator();
            return all.hasNext() ? all.next() : null;
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            return null;
        }
    }

    private static KeyPair spoken(KeyPair pair) {
        String type = KeyUtils.getKeyType(pair);
        if (type == null || !HostKey.TYPES.contains(type)) {
            throw invalid("/privateKey", "must be an Ed25519, ECDSA or RSA key");
        }
        if (type.equals("ssh-rsa") && KeyUtils.getKeySize(pair.getPublic()) < LEAST_RSA_BITS) {
            throw invalid("/privateKey", "must have at least " + LEAST_RSA_BITS + " bits");
        }
        return pair;
    }

    private static ProblemException unreadable(boolean encrypted, boolean passphraseSent) {
        if (!encrypted) {
            return invalid("/privateKey", "must be a private key in OpenSSH or PEM form");
        }
        return invalid("/passphrase", passphraseSent ? "does not open the key" : "is needed: the key is encrypted");
    }

    private static ProblemException invalid(String pointer, String message) {
        return new ProblemException(ProblemType.VALIDATION_FAILED, pointer.substring(1) + " " + message)
                .with("errors", List.of(new FieldProblem(pointer, ProblemType.VALIDATION_FAILED.code(), message)));
    }
}
