package io.understudy.postgres;

import io.understudy.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/// What PostgreSQL keeps instead of a password, made here so that the password itself never reaches the server's log.
///
/// The form is `SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey` (RFC 5803, RFC 7677), on 9.6 `md5` and the hash of
/// password and role. Passwords are ASCII, made by us, so SASLprep changes nothing in them.
public final class PasswordVerifier {
    private static final int ITERATIONS = 4096;
    private static final Pattern SCRAM =
            Pattern.compile("SCRAM-SHA-256\\$(\\d+):([A-Za-z0-9+/=]+)\\$([A-Za-z0-9+/=]+):([A-Za-z0-9+/=]+)");

    private PasswordVerifier() {}

    public static String make(Secret password, String role, PgVersion version) {
        if (!version.scram()) {
            return md5(password, role);
        }
        byte[] salt = new byte[16];
        new SecureRandom().nextBytes(salt);
        return scram(password, salt, ITERATIONS);
    }

    /// Whether a login with this password would succeed against what `pg_authid.rolpassword` holds.
    public static boolean fits(Secret password, String role, String rolpassword) {
        Matcher scram = SCRAM.matcher(rolpassword);
        String same = scram.matches()
                ? scram(password, Base64.getDecoder().decode(scram.group(2)), Integer.parseInt(scram.group(1)))
                : md5(password, role);
        return MessageDigest.isEqual(
                same.getBytes(StandardCharsets.US_ASCII), rolpassword.getBytes(StandardCharsets.US_ASCII));
    }

    private static String scram(Secret password, byte[] salt, int iterations) {
        try {
            PBEKeySpec spec = new PBEKeySpec(password.value().toCharArray(), salt, iterations, 256);
            byte[] salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
            byte[] stored = MessageDigest.getInstance("SHA-256").digest(hmac(salted, "Client Key"));
            Base64.Encoder base64 = Base64.getEncoder();
            return "SCRAM-SHA-256$%d:%s$%s:%s"
                    .formatted(
                            iterations,
                            base64.encodeToString(salt),
                            base64.encodeToString(stored),
                            base64.encodeToString(hmac(salted, "Server Key")));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this JDK lacks an algorithm that every JDK has", missing);
        }
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String md5(Secret password, String role) {
        try {
            byte[] both = (password.value() + role).getBytes(StandardCharsets.UTF_8);
            return "md5"
                    + HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(both));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this JDK lacks an algorithm that every JDK has", missing);
        }
    }
}
