package io.understudy.cluster;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// The part that a node was given, by an adoption or by a job.
@Schema(description = "The part that a node was given: PRIMARY takes writes, STANDBY follows it.")
public enum NodeRole {
    PRIMARY,
    STANDBY
}
