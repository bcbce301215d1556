package io.understudy.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.security.identity.SecurityIdentity;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Lets a caller repeat a request whose answer was lost: with the same `Idempotency-Key` it gets the first
/// answer again, for 24 hours, and nothing is done twice.
@ApplicationScoped
public class Idempotency {
    private final KeptAnswers answers;
    private final ObjectMapper json;
    private final SecurityIdentity caller;
    private final Request request;
    private final UriInfo address;

    Idempotency(KeptAnswers answers, ObjectMapper json, SecurityIdentity caller, Request request, UriInfo address) {
        this.answers = answers;
        this.json = json;
        this.caller = caller;
        this.request = request;
        this.address = address;
    }

    /// What [#once] would answer to a request that it has answered before. For a request whose check takes long or
    /// would refuse it the second time, such as one whose time has come: it is asked before the check.
    ///
    /// @throws ProblemException VALIDATION_FAILED for a bad key, IDEMPOTENCY_KEY_REUSED
    public Optional<Response> answered(@Nullable String header, @Nullable Object body) {
        if (header == null) {
            return Optional.empty();
        }
        IdempotencyKey key = IdempotencyKey.parse(header);
        return kept(scope(key), mark(key, body));
    }

    /// Does the work once per caller, method, path and key, in one transaction with the note that it was done. A
    /// failure is not kept: the same request may then be sent again.
    ///
    /// @param header the header `Idempotency-Key`, bare or quoted; without it the work is simply done
    /// @param body the parsed body; a repeated key must come with an equal one and the same query
    /// @param work gives the answer. It is kept for a day, so it must not hold a secret
    /// @throws ProblemException VALIDATION_FAILED for a bad key, IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_KEY_IN_FLIGHT
    @Transactional
    public Response once(@Nullable String header, @Nullable Object body, Supplier<Response> work) {
        if (header == null) {
            return work.get();
        }
        IdempotencyKey key = IdempotencyKey.parse(header);
        byte[] scope = scope(key);
        String mark = mark(key, body);
        if (!answers.claim(scope)) {
            throw new ProblemException(
                    ProblemType.IDEMPOTENCY_KEY_IN_FLIGHT, "The first request with this key is not answered yet.");
        }
        return kept(scope, mark).orElseGet(() -> {
            Response answer = work.get();
            answers.keep(scope, KeptAnswer.of(answer, text(answer.getEntity()), mark));
            return answer;
        });
    }

    private byte[] scope(IdempotencyKey key) {
        return key.scope(caller.getPrincipal().getName(), request.getMethod(), address.getPath());
    }

    private String mark(IdempotencyKey key, @Nullable Object body) {
        return key.mark(address.getRequestUri().getRawQuery() + "\n" + text(body));
    }

    private Optional<Response> kept(byte[] scope, String mark) {
        return answers.find(scope).map(kept -> {
            if (!kept.bodyMac().equals(mark)) {
                throw new ProblemException(
                        ProblemType.IDEMPOTENCY_KEY_REUSED, "This Idempotency-Key came with another request before.");
            }
            return kept.replay();
        });
    }

    private @Nullable String text(@Nullable Object value) {
        try {
            return value == null ? null : json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write " + value.getClass().getSimpleName() + " as JSON", e);
        }
    }
}
