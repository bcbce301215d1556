package io.understudy.problem;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A failure as the API shows it: the body of every error answer (`application/problem+json`, RFC 9457), and
/// the error or a warning of a job. Members that a problem does not
/// have are left out.
@Schema(
        description =
                "A failure: what went wrong, where, and what to do next (RFC 9457). Some kinds have further members.",
        additionalProperties = Schema.True.class)
public record Problem(
        @Schema(description = "Stable address of this kind of problem.", examples = "/problems/host-unreachable")
        String type,

        @Schema(description = "What kind of problem it is, in a few words.", examples = "The host cannot be reached")
        String title,

        @Schema(description = "HTTP status that belongs to this kind of problem.", examples = "502")
        int status,

        @Schema(description = "What happened this time.", examples = "10.0.0.7 port 22: connection refused")
        String detail,

        @Schema(
                description = "Names this one occurrence; the service's log has the same id.",
                examples = "urn:uuid:0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d")
        @Nullable
        String instance,

        @Schema(description = "Stable code of this kind of problem.", examples = "HOST_UNREACHABLE")
        String code,

        @Schema(
                description = "X-Request-Id of the request that met it.",
                examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d")
        @Nullable
        String requestId,

        @Schema(description = "Whether the same request may succeed later unchanged.", examples = "true")
        boolean retryable,

        @Schema(description = "What to do next.", examples = "Check address, port, network and that sshd is running.")
        String remedy,

        @Schema(description = "Every single fault, where there are several.")
        List<FieldProblem> errors,

        @Schema(description = "The job it happened in.", examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d") @Nullable
        String jobId,

        @Schema(description = "The step it happened in.", examples = "ensure-replication-slot") @Nullable
        String step,

        @Schema(description = "The host it happened on.", examples = "db2") @Nullable
        String host,

        @JsonIgnore Map<String, Object> extra) {
    public static final String MEDIA_TYPE = "application/problem+json";

    public Problem {
        errors = errors == null ? List.of() : List.copyOf(errors);
        extra = extra == null ? new LinkedHashMap<>() : new LinkedHashMap<>(extra);
    }

    /// The problem that an exception speaks of; `errors`, `jobId`, `step` and `host` are taken from its extensions.
    public static Problem of(ProblemException failure) {
        Map<String, Object> rest = failure.extensions();
        List<FieldProblem> errors = rest.remove("errors") instanceof List<?> list
                ? list.stream().map(FieldProblem.class::cast).toList()
                : List.of();
        ProblemType type = failure.type();
        return new Problem(
                type.uri(),
                type.title(),
                type.status(),
                failure.detail(),
                null,
                type.code(),
                null,
                type.retryable(),
                type.remedy(),
                errors,
                text(rest.remove("jobId")),
                text(rest.remove("step")),
                text(rest.remove("host")),
                rest);
    }

    /// The same problem as the answer to one request.
    public Problem in(@Nullable String requestId, @Nullable String instance) {
        return new Problem(
                type, title, status, detail, instance, code, requestId, retryable, remedy, errors, jobId, step, host,
                extra);
    }

    @JsonAnyGetter
    Map<String, Object> members() {
        return extra;
    }

    @JsonAnySetter
    void member(String key, Object value) {
        extra.put(key, value);
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
