package io.understudy.http;

import io.understudy.problem.Problem;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.store.Ids;
import io.understudy.store.Page;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/// The headers that every answer has.
class Headers {
    static final String REQUEST_ID = "X-Request-Id";

    /// Anything else could forge lines in a log.
    private static final Pattern GOOD_REQUEST_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private static final Set<String> TAGGED = Set.of(HttpMethod.GET, HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH);

    @ServerRequestFilter(preMatching = true)
    void nameRequest(ContainerRequestContext request) {
        String id = goodRequestId(request.getHeaderString(REQUEST_ID));
        request.setProperty(REQUEST_ID, id);
        MDC.put("requestId", id);
    }

    /// PostgreSQL keeps no NUL in text, so nothing that is stored can be meant.
    @ServerRequestFilter(preMatching = true, priority = Priorities.USER + 1)
    void refuseNul(ContainerRequestContext request) {
        if (request.getUriInfo().getRequestUri().toString().contains("%00")) {
            throw new ProblemException(ProblemType.VALIDATION_FAILED, "The address holds a NUL character.");
        }
    }

    /// Where an answer has no body when all goes well, generated clients accept our problems and nothing else. That
    /// keeps nobody from what was asked for.
    @ServerRequestFilter(preMatching = true)
    void acceptWhoeverReadsProblems(ContainerRequestContext request) {
        List<String> accepted = request.getHeaders().getOrDefault(HttpHeaders.ACCEPT, List.of());
        if (accepted.stream().anyMatch(types -> types.contains(Problem.MEDIA_TYPE))) {
            request.getHeaders().add(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON);
        }
    }

    @ServerResponseFilter
    void complete(ContainerRequestContext request, ContainerResponseContext response) {
        MultivaluedMap<String, Object> headers = response.getHeaders();
        String requestId = (String) request.getProperty(REQUEST_ID);
        headers.putSingle(REQUEST_ID, requestId);
        headers.putSingle(HttpHeaders.CACHE_CONTROL, "no-store");
        switch (response.getEntity()) {
            case Problem problem -> response.setEntity(problem.in(requestId, problem.instance()));
            case Page<?>(var _, String nextCursor)
            when nextCursor != null -> headers.putSingle(HttpHeaders.LINK, next(request, nextCursor));
            // A resource whose answer is measured anew each time has tagged the part that can be changed.
            case Record thing
            when isTagged(request, response) && !headers.containsKey(HttpHeaders.ETAG) -> tag(thing, request, response);
            case null, default -> {}
        }
    }

    private static String goodRequestId(@Nullable String sent) {
        return sent != null && GOOD_REQUEST_ID.matcher(sent).matches() ? sent : Ids.next();
    }

    private static String next(ContainerRequestContext request, String cursor) {
        URI here = request.getUriInfo()
                .getRequestUriBuilder()
                .replaceQueryParam("cursor", cursor)
                .build();
        return "<" + here.getRawPath() + "?" + here.getRawQuery() + ">; rel=\"next\"";
    }

    /// An accepted job is not the representation of the thing that was addressed.
    private static boolean isTagged(ContainerRequestContext request, ContainerResponseContext response) {
        return TAGGED.contains(request.getMethod()) && (response.getStatus() == 200 || response.getStatus() == 201);
    }

    private static void tag(Record thing, ContainerRequestContext request, ContainerResponseContext response) {
        String tag = ETags.of(thing);
        response.getHeaders().putSingle(HttpHeaders.ETAG, tag);
        String known = request.getHeaderString(HttpHeaders.IF_NONE_MATCH);
        if (known != null && request.getMethod().equals(HttpMethod.GET) && ETags.matches(known, tag)) {
            response.setStatus(304);
            response.setEntity(null);
        }
    }
}
