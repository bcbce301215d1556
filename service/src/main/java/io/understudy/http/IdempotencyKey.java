package io.understudy.http;

import io.understudy.problem.FieldProblem;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The key that a caller chose for a request. Only hashes made with it are stored.
record IdempotencyKey(String value) {
    private static final Pattern PRINTABLE = Pattern.compile("[\\x20-\\x7E]{1,255}");

    /// Reads the header, bare (`abc`) or as a quoted string (`"abc"`): both are the same key.
    ///
    /// @throws ProblemException VALIDATION_FAILED
    static IdempotencyKey parse(String header) {
        boolean quoted = header.length() > 2 && header.startsWith("\"") && header.endsWith("\"");
        String bare = quoted ? header.substring(1, header.length() - 1) : header;
        if (!PRINTABLE.matcher(bare).matches()) {
            String message = "must be 1 to 255 printable ASCII characters";
            throw new ProblemException(ProblemType.VALIDATION_FAILED, "Idempotency-Key " + message + ".")
                    .with("errors", List.of(new FieldProblem("", ProblemType.VALIDATION_FAILED.code(), message)));
        }
        return new IdempotencyKey(bare);
    }

    /// Where the key counts: another caller, method or path makes it another key.
    byte[] scope(String caller, String method, String path) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes(String.join("\n", caller, method, path, value)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// Tells equal requests from others. A keyed hash, because a plain one of a body with a weak password would let
    /// whoever reads the store guess that password.
    String mark(String request) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(bytes(value), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(bytes(request)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
