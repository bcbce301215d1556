package io.understudy.cluster;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// A cluster in one word.
@Schema(description = """
                HEALTHY: there is one primary and nothing is wrong. DEGRADED: a primary takes writes, and problems lists \
                what is wrong. DOWN: the declared primary takes no writes, and no other node was seen to be a primary. \
                UNKNOWN: the declared primary could not be looked at, and no other node was seen to be a primary.""")
public enum ClusterHealth {
    HEALTHY,
    DEGRADED,
    DOWN,
    UNKNOWN
}
