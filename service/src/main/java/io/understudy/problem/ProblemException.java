package io.understudy.problem;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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

    /// One field of the request is at fault.
    ///
    /// @param pointer JSON pointer to it
    public static ProblemException ofField(String pointer, String message) {
        return ofFields(List.of(new FieldProblem(pointer, ProblemType.VALIDATION_FAILED.code(), message)));
    }

    /// Several fields of the request are at fault.
    public static ProblemException ofFields(List<FieldProblem> errors) {
        String detail = errors.stream()
                .map(error -> error.pointer() + ": " + error.message())
                .collect(Collectors.joining("; "));
        return new ProblemException(ProblemType.VALIDATION_FAILED, detail).with("errors", errors);
    }

    /// What a field of the request names. `NOT_FOUND` is about the address of a request; what a body names and is not
    /// there is the fault of that field.
    public static <T> T named(String pointer, Supplier<T> lookup) {
        try {
            return lookup.get();
        } catch (ProblemException missing) {
            throw missing.type == ProblemType.NOT_FOUND ? ofField(pointer, missing.detail) : missing;
        }
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
