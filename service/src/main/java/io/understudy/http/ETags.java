package io.understudy.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Strong ETags: a hash of what the caller sees, so that nothing has to be kept for them. Whatever a caller
/// should not have to read again for a change (a time of last use, say) must not be in the representation.
public final class ETags {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .findAndAddModules()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();
    private static final int HASH_BYTES = 16;

    private ETags() {}

    /// The ETag of a representation, with its quotes.
    public static String of(Object representation) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(JSON.writeValueAsBytes(representation));
            return '"' + HexFormat.of().formatHex(hash, 0, HASH_BYTES) + '"';
        } catch (JsonProcessingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(
                    "no ETag for " + representation.getClass().getSimpleName(), e);
        }
    }

    /// Lets a change go on only when the caller has seen the present state.
    ///
    /// @param ifMatch the header: one ETag, several, or `*` for whatever is there now
    /// @param representation what a GET would give now; read it in the transaction of the change
    /// @throws ProblemException PRECONDITION_REQUIRED when the header is missing, PRECONDITION_FAILED when the
    ///     thing has changed since
    public static void require(@Nullable String ifMatch, Object representation) {
        if (ifMatch == null || ifMatch.isBlank()) {
            throw new ProblemException(
                    ProblemType.PRECONDITION_REQUIRED, "Send the ETag of what you have read as If-Match.");
        }
        if (!matches(ifMatch, of(representation))) {
            throw new ProblemException(
                    ProblemType.PRECONDITION_FAILED, "It has changed since the version that If-Match names.");
        }
    }

    /// Whether a header `If-Match` or `If-None-Match` names this ETag.
    static boolean matches(String header, String tag) {
        return Arrays.stream(header.split(","))
                .map(String::strip)
                .anyMatch(given -> given.equals("*") || given.equals(tag));
    }
}
