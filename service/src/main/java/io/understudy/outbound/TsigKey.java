package io.understudy.outbound;

import io.understudy.secret.Secret;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.xbill.DNS.Name;
import org.xbill.DNS.TSIG;

/// What signs messages to a name server (RFC 8945).
///
/// @param name as the server knows the key
/// @param secret in base64
public record TsigKey(String name, Algorithm algorithm, Secret secret) {
    @Schema(name = "TsigAlgorithm", description = "The HMAC of a TSIG key.")
    public enum Algorithm {
        HMAC_SHA256,
        HMAC_SHA384,
        HMAC_SHA512
    }

    /// @throws IllegalArgumentException when the secret is no base64
    TSIG signer() {
        Name hmac = switch (algorithm) {
            case HMAC_SHA256 -> TSIG.HMAC_SHA256;
            case HMAC_SHA384 -> TSIG.HMAC_SHA384;
            case HMAC_SHA512 -> TSIG.HMAC_SHA512;
        };
        return new TSIG(hmac, name, secret.value());
    }
}
