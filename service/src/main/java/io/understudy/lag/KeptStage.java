package io.understudy.lag;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// The stages whose history is kept.
@Schema(description = """
                The stages whose history is kept. REPLAYED: what queries on the standby do not see yet. FLUSHED: what would be \
                lost with the primary.""")
public enum KeptStage {
    FLUSHED,
    REPLAYED
}
