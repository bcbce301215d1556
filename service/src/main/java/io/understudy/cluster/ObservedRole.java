package io.understudy.cluster;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// What a node was seen to be.
@Schema(description = """
                What a node was seen to be: PRIMARY runs and takes writes, STANDBY runs in recovery, DOWN means that its \
                host answers and no server runs on the data directory, UNKNOWN means that it could not be looked at, or \
                that its server runs without answering.""")
public enum ObservedRole {
    PRIMARY,
    STANDBY,
    DOWN,
    UNKNOWN
}
