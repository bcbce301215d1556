package io.understudy.problem;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import java.util.Comparator;
import java.util.List;

/// Bean validation's findings as places in the request.
final class Violations {
    /// The name that every resource method gives its body parameter.
    private static final String BODY = "request";

    private Violations() {}

    /// In the order of their pointers; empty when it was our answer that was invalid.
    static List<FieldProblem> ofRequest(ConstraintViolationException failure) {
        return failure.getConstraintViolations().stream()
                .filter(Violations::isOfRequest)
                .map(violation -> new FieldProblem(
                        pointer(violation.getPropertyPath()),
                        ProblemType.VALIDATION_FAILED.code(),
                        violation.getMessage()))
                .sorted(Comparator.comparing(FieldProblem::pointer).thenComparing(FieldProblem::message))
                .toList();
    }

    private static boolean isOfRequest(ConstraintViolation<?> violation) {
        for (Path.Node node : violation.getPropertyPath()) {
            if (node.getKind() == ElementKind.PARAMETER) {
                return true;
            }
        }
        return false;
    }

    /// `/port` for a field of the body, `?limit` for a parameter of the address.
    private static String pointer(Path path) {
        StringBuilder pointer = new StringBuilder();
        for (Path.Node node : path) {
            if (node.getIndex() != null) {
                pointer.append('/').append(node.getIndex());
            }
            switch (node.getKind()) {
                case PARAMETER -> pointer.append(BODY.equals(node.getName()) ? "" : "?" + node.getName());
                case PROPERTY -> pointer.append('/').append(escape(node.getName()));
                case CONTAINER_ELEMENT -> pointer.append(node.getKey() == null ? "" : "/" + escape("" + node.getKey()));
                case BEAN, METHOD, CONSTRUCTOR, CROSS_PARAMETER, RETURN_VALUE -> {}
            }
        }
        return pointer.toString();
    }

    private static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
