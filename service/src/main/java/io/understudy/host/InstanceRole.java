package io.understudy.host;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// What an instance was doing when it was looked at.
@Schema(
        description =
                "What an instance is doing: PRIMARY takes writes, STANDBY follows, STOPPED has no server; UNKNOWN when"
                        + " it could not be looked at, or the server is in crash recovery.")
public enum InstanceRole {
    PRIMARY,
    STANDBY,
    STOPPED,
    UNKNOWN
}
