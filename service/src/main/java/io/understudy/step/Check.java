package io.understudy.step;

import io.understudy.problem.ProblemType;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// One question of the preflight. Reads only; all of a procedure's checks run side by side and are reported together.
public interface Check {
    /// Stable, in the form `check-what-is-asked`.
    String name();

    /// Absent when it is neither the primary's nor the standby's host that is looked at.
    @Nullable
    Side side();

    default Place place(Target target) {
        return target.on(Objects.requireNonNull(side(), name()));
    }

    /// Empty or only [Severity#OK] when all is well.
    List<Finding> look(Target target);

    @Schema(
            name = "CheckSeverity",
            description = "OK: all is well. WARNING: shown, goes on. BLOCKING: the job does not start.")
    enum Severity {
        OK,
        /// Shown, but the procedure goes on.
        WARNING,
        /// The procedure does not start.
        BLOCKING
    }

    /// @param problem which runbook page helps; absent when all is well
    /// @param value what was found
    /// @param limit what it is held against
    record Finding(Severity severity, @Nullable ProblemType problem, String value, String limit, String detail) {
        public static Finding ok(String value, String limit) {
            return new Finding(Severity.OK, null, value, limit, "");
        }

        public static Finding warning(ProblemType problem, String value, String limit, String detail) {
            return new Finding(Severity.WARNING, problem, value, limit, detail);
        }

        public static Finding blocking(ProblemType problem, String value, String limit, String detail) {
            return new Finding(Severity.BLOCKING, problem, value, limit, detail);
        }
    }
}
