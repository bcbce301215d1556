package io.understudy.host;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// What a host shows now and what is trusted.
@Schema(description = "The keys that a host shows now, and the one that is trusted.")
public record HostKeys(
        @Schema(description = "Shown by the host just now, one of each type; no login was tried.")
        List<PublicHostKey> scanned,

        @Schema(description = "The trusted key; absent when none is.") @Nullable
        PublicHostKey trusted) {
    public HostKeys {
        scanned = List.copyOf(scanned);
    }
}
