package io.understudy.job;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// What an ended job leaves behind.
@Schema(
        description =
                "COMPLETED: all that was asked for is done. UNCHANGED: nothing was changed, or all of it was put back. INCOMPLETE: something is left to do, the result says what.")
public enum JobOutcome {
    /// Everything that was asked for is done.
    COMPLETED,
    /// Nothing was changed, or all of it was put back.
    UNCHANGED,
    /// Something is left to do; the result says what.
    INCOMPLETE
}
