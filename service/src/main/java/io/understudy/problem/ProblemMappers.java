package io.understudy.problem;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DatabindException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/// Turns every failure of a request into an answer of RFC 9457, and logs it once: 4xx at debug, 5xx at error.
class ProblemMappers {
    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

    @ServerExceptionMapper
    Response known(ProblemException failure) {
        if (failure.type().status() >= 500) {
            LOG.error(failure.getMessage());
        }
        return answer(failure);
    }

    @ServerExceptionMapper
    Response invalid(ConstraintViolationException failure) {
        // Thrown for what we return, too: that is our fault, not the caller's.
        List<FieldProblem> errors = Violations.ofRequest(failure);
        return errors.isEmpty() ? unknown(failure) : answer(ProblemException.ofFields(errors));
    }

    // Named apart from JacksonException because Quarkus has a mapper of its own for this type.
    @ServerExceptionMapper
    Response unfit(MismatchedInputException failure) {
        return answer(JsonFaults.problem(failure));
    }

    @ServerExceptionMapper
    Response unfit(DatabindException failure) {
        return answer(JsonFaults.problem(failure));
    }

    @ServerExceptionMapper
    Response refusedByRuntime(WebApplicationException failure) {
        if (failure.getCause() instanceof JacksonException json) {
            return answer(JsonFaults.problem(json));
        }
        return switch (failure.getResponse().getStatus()) {
            case 401 -> unauthenticated();
            case 403 -> answer(ProblemType.FORBIDDEN);
            case 404 -> answer(new ProblemException(ProblemType.NOT_FOUND, "Nothing is at this address."));
            case 405 -> answer(ProblemType.METHOD_NOT_ALLOWED);
            case 406 -> answer(ProblemType.NOT_ACCEPTABLE);
            case 413 -> answer(ProblemType.PAYLOAD_TOO_LARGE);
            case 415 -> answer(ProblemType.UNSUPPORTED_MEDIA_TYPE);
            case 400 -> answer(ProblemType.VALIDATION_FAILED);
            default -> unknown(failure);
        };
    }

    @ServerExceptionMapper({UnauthorizedException.class, AuthenticationFailedException.class})
    Response unauthenticated() {
        return Response.fromResponse(answer(ProblemType.UNAUTHENTICATED))
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                .build();
    }

    @ServerExceptionMapper(ForbiddenException.class)
    Response forbidden() {
        return answer(ProblemType.FORBIDDEN);
    }

    /// Says nothing of the exception: its text may hold anything. The log has it under the instance id.
    @ServerExceptionMapper
    Response unknown(Throwable failure) {
        if (storeIsAway(failure)) {
            LOG.errorf("request failed because the store is away: %s", failure.getMessage());
            return Response.fromResponse(answer(ProblemType.STORE_UNAVAILABLE))
                    .header(HttpHeaders.RETRY_AFTER, 1)
                    .build();
        }
        String instance = "urn:uuid:" + UUID.randomUUID();
        LOG.error("request failed instance=" + instance, failure);
        Problem problem = Problem.of(new ProblemException(
                ProblemType.INTERNAL_ERROR, "Something unforeseen happened; the log has it as " + instance + "."));
        return answer(problem.in(null, instance));
    }

    /// A commit that failed has its reason among the suppressed.
    private static boolean storeIsAway(@Nullable Throwable failure) {
        return failure != null
                && ((failure instanceof SQLException sql && tellsOfNoStore(sql.getSQLState()))
                        || storeIsAway(failure.getCause())
                        || Arrays.stream(failure.getSuppressed()).anyMatch(ProblemMappers::storeIsAway));
    }

    /// 08: no connection; 57P: the server is stopped or starts; 53300: it has too many. None: the pool had none in
    /// time.
    private static boolean tellsOfNoStore(@Nullable String sqlState) {
        return sqlState == null || sqlState.startsWith("08") || sqlState.startsWith("57P") || sqlState.equals("53300");
    }

    private static Response answer(ProblemType type) {
        return answer(new ProblemException(type, type.title() + "."));
    }

    private static Response answer(ProblemException failure) {
        LOG.debug("request refused", failure);
        return answer(Problem.of(failure));
    }

    private static Response answer(Problem problem) {
        return Response.status(problem.status())
                .type(Problem.MEDIA_TYPE)
                .entity(problem)
                .build();
    }
}
