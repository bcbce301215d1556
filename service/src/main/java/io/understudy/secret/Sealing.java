package io.understudy.secret;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// AES-256-GCM under one key.
///
/// Sealed form: one byte of version, four that name the key, twelve of nonce, then the ciphertext with its tag. Header
/// and purpose are authenticated with it.
final class Sealing {
    private static final byte VERSION = 1;
    private static final int KEY_ID_BYTES = 4;
    private static final int NONCE_BYTES = 12;
    private static final int HEADER_BYTES = 1 + KEY_ID_BYTES + NONCE_BYTES;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKeySpec key;
    private final byte[] keyId;

    /// @param key 32 bytes
    Sealing(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
        this.keyId = keyId(key);
    }

    byte[] seal(Secret secret, String purpose) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        byte[] header = ByteBuffer.allocate(HEADER_BYTES)
                .put(VERSION)
                .put(keyId)
                .put(nonce)
                .array();
        try {
            byte[] closed = cipher(Cipher.ENCRYPT_MODE, header, purpose)
                    .doFinal(secret.value().getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.allocate(HEADER_BYTES + closed.length)
                    .put(header)
                    .put(closed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot seal for " + purpose, e);
        }
    }

    /// Empty when another key sealed it, or for another purpose, or it was changed since.
    Optional<Secret> open(byte[] closed, String purpose) {
        if (closed.length <= HEADER_BYTES
                || closed[0] != VERSION
                || !Arrays.equals(closed, 1, 1 + KEY_ID_BYTES, keyId, 0, KEY_ID_BYTES)) {
            return Optional.empty();
        }
        byte[] header = Arrays.copyOf(closed, HEADER_BYTES);
        try {
            byte[] clear = cipher(Cipher.DECRYPT_MODE, header, purpose)
                    .doFinal(closed, HEADER_BYTES, closed.length - HEADER_BYTES);
            return Optional.of(new Secret(new String(clear, StandardCharsets.UTF_8)));
        } catch (AEADBadTagException _) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot open for " + purpose, e);
        }
    }

    private Cipher cipher(int mode, byte[] header, String purpose) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, header, HEADER_BYTES - NONCE_BYTES, NONCE_BYTES));
        cipher.updateAAD(header);
        cipher.updateAAD(purpose.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    /// A name for the key from which the key cannot be found: the start of a hash of the key and a fixed word.
    private static byte[] keyId(byte[] key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update("understudy key id".getBytes(StandardCharsets.UTF_8));
            return Arrays.copyOf(digest.digest(key), KEY_ID_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
