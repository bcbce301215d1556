package io.understudy.client;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.understudy.client.model.Problem;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The service, or something in between, refused the call. Thrown as it is, or as one of its few subclasses
/// where a caller would catch just that.
public class ProblemException extends RuntimeException {
    private static final int QUOTED_CHARS = 300;

    private final Problem problem;
    private final Optional<Duration> retryAfter;

    ProblemException(Problem problem, Optional<Duration> retryAfter) {
        this("", problem, retryAfter);
    }

    ProblemException(String whatHappened, Problem problem, Optional<Duration> retryAfter) {
        super(whatHappened + said(problem));
        this.problem = problem;
        this.retryAfter = retryAfter;
    }

    /// What went wrong, as the service says it. Never absent: for an answer that is not the service's own,
    /// the client fills it in.
    public Problem problem() {
        return problem;
    }

    /// The stable name of this kind of problem, for example `HOST_UNREACHABLE`. A newer service may know
    /// codes that this client does not: they arrive as they are. An answer that is not the service's own,
    /// from a proxy say, has `HTTP_` and the status.
    public String code() {
        return problem.getCode();
    }

    /// The HTTP status.
    public int status() {
        return problem.getStatus();
    }

    /// What to look for in the service's log.
    public Optional<String> requestId() {
        return Optional.ofNullable(problem.getRequestId());
    }

    /// How long the service asks to wait before the call is sent again.
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }

    /// A member that only this kind of problem has, for example `scanned` of `HOST_KEY_NOT_SHOWN`.
    public Optional<Object> member(String name) {
        Map<String, Object> members = problem.getAdditionalProperties();
        return Optional.ofNullable(members == null ? null : members.get(name));
    }

    /// Whether the same call may well succeed a little later.
    boolean passing() {
        return Boolean.TRUE.equals(problem.getRetryable())
                || List.of(429, 502, 503, 504).contains(status());
    }

    static ProblemException of(int status, HttpHeaders headers, byte[] body, ObjectMapper json) {
        Optional<Duration> retryAfter = RetryPolicy.retryAfter(headers.firstValue("Retry-After"));
        Problem own = isProblem(headers) ? read(body, json) : null;
        if (own == null) {
            return new ProblemException(foreign(status, headers, body), retryAfter);
        }
        return switch (status) {
            case 400 -> new ValidationException(own, retryAfter);
            case 404 -> new NotFoundException(own, retryAfter);
            case 409 -> new ConflictException(own, retryAfter);
            case 412 -> new PreconditionFailedException(own, retryAfter);
            default -> new ProblemException(own, retryAfter);
        };
    }

    private static boolean isProblem(HttpHeaders headers) {
        return headers.firstValue("Content-Type").orElse("").startsWith("application/problem+json");
    }

    private static @Nullable Problem read(byte[] body, ObjectMapper json) {
        try {
            Problem problem = json.readValue(body, Problem.class);
            return problem.getCode() == null || problem.getStatus() == null ? null : problem;
        } catch (IOException e) {
            return null;
        }
    }

    private static Problem foreign(int status, HttpHeaders headers, byte[] body) {
        String text =
                new String(body, StandardCharsets.UTF_8).replaceAll("\\s+", " ").strip();
        String quoted = text.length() > QUOTED_CHARS ? text.substring(0, QUOTED_CHARS) + " ..." : text;
        return new Problem()
                .type("about:blank")
                .title("The answer is not from the service")
                .status(status)
                .code("HTTP_" + status)
                .detail("status %d, %s: %s"
                        .formatted(status, headers.firstValue("Content-Type").orElse("no type"), quoted))
                .requestId(headers.firstValue("X-Request-Id").orElse(null))
                .retryable(false)
                .remedy("Check the base URI, and look at what stands between this client and the service.")
                .errors(List.of());
    }

    private static String said(Problem problem) {
        String detail = problem.getDetail().strip();
        // What the detail says already is not said again.
        String errors = problem.getErrors().stream()
                .filter(fault -> !detail.contains(fault.getMessage()))
                .map(fault -> (fault.getPointer() + " " + fault.getMessage()).strip())
                .collect(Collectors.joining("; "));
        String request = problem.getRequestId() == null ? "" : " (request " + problem.getRequestId() + ")";
        return "%s: %s%s %s%s"
                .formatted(
                        problem.getCode(),
                        sentence(detail),
                        errors.isEmpty() ? "" : " " + sentence(errors),
                        problem.getRemedy(),
                        request);
    }

    private static String sentence(String words) {
        return words.matches("(?s).*[.!?]") ? words : words + ".";
    }
}
