package io.understudy.ssh;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Base64;
import java.util.List;
import org.apache.sshd.common.config.keys.PublicKeyEntry;

/// A host's public key.
///
/// @param type as in `known_hosts`: `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ssh-rsa` ...
/// @param publicKey the key in base64, as in `known_hosts`
public record HostKey(String type, String publicKey) {
    /// The types we speak, the preferred first.
    static final List<String> TYPES =
            List.of("ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa");

    public HostKey {
        if (!TYPES.contains(type)) {
            throw new IllegalArgumentException("not a type of host key we speak: " + type);
        }
        Base64.getDecoder().decode(publicKey);
    }

    static HostKey of(PublicKey key) {
        String[] words = PublicKeyEntry.toString(key).split(" ", 3);
        return new HostKey(words[0], words[1]);
    }

    /// As OpenSSH prints it: `SHA256:` and 43 characters.
    public String fingerprint() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(Base64.getDecoder().decode(publicKey));
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
