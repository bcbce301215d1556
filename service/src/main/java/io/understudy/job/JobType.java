package io.understudy.job;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// What a job does.
@Schema(
        description =
                "What a job does: HOST_PROBE looks at a host, REPLICATION_SETUP makes a standby, PROMOTION hands the primary's part over, REJOIN brings an old primary back as a standby, UNDO takes back the changes of an earlier job.")
public enum JobType {
    HOST_PROBE,
    REPLICATION_SETUP,
    PROMOTION,
    REJOIN,
    /// Takes back the changes of an earlier job.
    UNDO
}
