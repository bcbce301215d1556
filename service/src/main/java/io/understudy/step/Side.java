package io.understudy.step;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// Which of the two hosts of a [Target] is meant.
@Schema(description = "The primary's host or the standby's.")
public enum Side {
    PRIMARY,
    STANDBY
}
