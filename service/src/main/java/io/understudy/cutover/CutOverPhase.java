package io.understudy.cutover;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

@Schema(description = """
        BEFORE: while the old primary still runs; a failure ends the promotion, and what was done is taken back. AFTER: once the \
        new primary takes writes; a failure is told, and the rest is still done.""")
public enum CutOverPhase {
    BEFORE,
    AFTER
}
