package io.understudy.job;

import io.understudy.problem.ProblemType;
import io.understudy.step.Check;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@Schema(name = "CheckResult", description = "The answer to one question of the preflight.")
public record CheckView(
        @Schema(description = "Stable name of the check.", examples = "check-disk-space")
        String name,

        @Schema(description = "Name of the host it looked at.", examples = "db2")
        String host,

        @Schema(description = "OK, WARNING (shown, goes on) or BLOCKING (does not start).", examples = "OK")
        Check.Severity severity,

        @Schema(description = "Code of the problem; absent when all is well.", examples = "DISK_TOO_SMALL") @Nullable
        String code,

        @Schema(description = "What was found.", examples = "52 GiB free")
        String value,

        @Schema(description = "What it is held against.", examples = "at least 3 GiB")
        String limit,

        @Schema(description = "More, for a person.", examples = "")
        String detail,

        @Schema(description = "What to do; absent when all is well.", examples = "Free space or choose a larger disk.")
        @Nullable
        String remedy) {
    static CheckView of(Check check, String host, Check.Finding finding) {
        ProblemType problem = finding.problem();
        return new CheckView(
                check.name(),
                host,
                finding.severity(),
                problem == null ? null : problem.code(),
                finding.value(),
                finding.limit(),
                finding.detail(),
                problem == null ? null : problem.remedy());
    }
}
