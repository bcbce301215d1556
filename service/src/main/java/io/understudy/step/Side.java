package io.understudy.step;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// Which host of a [Target] is meant, by the part that it has when the job begins.
@Schema(description = "The host of the primary or of a standby, as it is when the job begins.")
public enum Side {
    PRIMARY,
    STANDBY
}
