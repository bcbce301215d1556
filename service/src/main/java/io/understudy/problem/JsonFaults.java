package io.understudy.problem;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What Jackson found wrong with a body, in the words of the API instead of Java's.
final class JsonFaults {
    private JsonFaults() {}

    static ProblemException problem(JacksonException failure) {
        return switch (failure) {
            case UnrecognizedPropertyException unknown ->
                problem(ProblemType.UNKNOWN_FIELD, pointer(unknown), "there is no such field");
            case InvalidTypeIdException kind ->
                problem(
                        ProblemType.VALIDATION_FAILED,
                        pointer(kind) + "/type",
                        "must be one of "
                                + String.join(", ", kinds(kind.getBaseType().getRawClass())));
            case MismatchedInputException mismatch ->
                problem(
                        ProblemType.VALIDATION_FAILED,
                        pointer(mismatch),
                        "must be " + wanted(mismatch.getTargetType()));
            case ValueInstantiationException refused ->
                problem(ProblemType.VALIDATION_FAILED, pointer(refused), reason(refused));
            case JsonMappingException mapping
            when mapping.getCause() instanceof InputCoercionException overflow ->
                problem(ProblemType.VALIDATION_FAILED, pointer(mapping), "must be " + wanted(overflow.getTargetType()));
            default -> problem(ProblemType.MALFORMED_JSON, "", "not JSON " + place(failure.getLocation()));
        };
    }

    private static ProblemException problem(ProblemType type, String pointer, String message) {
        return new ProblemException(type, (pointer.isEmpty() ? "The body" : pointer) + ": " + message + ".")
                .with("errors", List.of(new FieldProblem(pointer, type.code(), message)));
    }

    private static String pointer(JsonMappingException failure) {
        return failure.getPath().stream()
                .map(step -> step.getFieldName() == null
                        ? "/" + step.getIndex()
                        : "/" + step.getFieldName().replace("~", "~0").replace("/", "~1"))
                .collect(Collectors.joining());
    }

    private static List<String> kinds(Class<?> base) {
        JsonSubTypes kinds = base.getAnnotation(JsonSubTypes.class);
        return kinds == null
                ? List.of()
                : Arrays.stream(kinds.value()).map(JsonSubTypes.Type::name).toList();
    }

    private static String wanted(@Nullable Class<?> type) {
        if (type == null) {
            return "another kind of value";
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(Object::toString)
                    .collect(Collectors.joining(", ", "one of ", ""));
        }
        return switch (type.getSimpleName()) {
            case "String", "Secret" -> "a string";
            case "int", "Integer", "long", "Long" -> "a whole number";
            case "boolean", "Boolean" -> "true or false";
            case "double", "Double" -> "a number";
            case "Instant" -> "a time such as 2026-01-31T12:00:00Z";
            case "UUID" -> "a UUID";
            case "List", "ArrayList", "Set" -> "a list";
            default -> "an object";
        };
    }

    /// A value that one of our records refused says why; anything else might say too much.
    private static String reason(ValueInstantiationException failure) {
        return failure.getCause() instanceof IllegalArgumentException cause
                        && cause.getMessage() != null
                        && cause.getStackTrace().length > 0
                        && cause.getStackTrace()[0].getClassName().startsWith("io.understudy.")
                ? cause.getMessage()
                : "is not valid";
    }

    private static String place(@Nullable JsonLocation location) {
        return location == null
                ? "of the expected shape"
                : "from line " + location.getLineNr() + ", column " + location.getColumnNr() + " on";
    }
}
