package io.understudy.problem;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A failure with a code. The detail goes to the caller as it is: it must hold no secret and no unmasked remote output.
public class ProblemException extends RuntimeException {
    private final ProblemType type;
    private final String detail;
    private final transient Map<String, Object> extensions = new LinkedHashMap<>();

    public ProblemException(ProblemType type, String detail) {
        this(type, detail, null);
    }

    public ProblemException(ProblemType type, String detail, @Nullable Throwable cause) {
        super(type.code() + ": " + detail, cause);
        this.type = type;
        this.detail = detail;
    }

    /// Adds a member to the answer, such as `host` or `conflictingJobId`.
    public ProblemException with(String key, Object value) {
        extensions.put(key, value);
        return this;
    }

    public ProblemType type() {
        return type;
    }

    public String detail() {
        return detail;
    }

    /// A copy of the added members, in the order they were added.
    public Map<String, Object> extensions() {
        return new LinkedHashMap<>(extensions);
    }
}
