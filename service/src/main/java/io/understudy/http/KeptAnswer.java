package io.understudy.http;

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.json.Json;
import org.jspecify.annotations.Nullable;

/// The answer to a request that had an `Idempotency-Key`.
///
/// @param bodyMac [IdempotencyKey#mark] of the request that it answered
/// @param headers those that a caller needs again
/// @param body JSON as it was sent; null when there was none
@RegisterForReflection
record KeptAnswer(
        String bodyMac,
        int status,
        @Json Map<String, String> headers,
        @Nullable String body) {
    private static final List<String> KEPT =
            List.of(HttpHeaders.LOCATION, HttpHeaders.ETAG, HttpHeaders.RETRY_AFTER, "Preference-Applied");

    static KeptAnswer of(Response answer, @Nullable String body, String bodyMac) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : KEPT) {
            String value = answer.getHeaderString(name);
            if (value != null) {
                headers.put(name, value);
            }
        }
        if (answer.getStatus() == 201 && answer.getEntity() instanceof Record created) {
            headers.putIfAbsent(HttpHeaders.ETAG, ETags.of(created));
        }
        return new KeptAnswer(bodyMac, answer.getStatus(), headers, body);
    }

    Response replay() {
        Response.ResponseBuilder answer = Response.status(status).header("Idempotency-Replayed", "true");
        headers.forEach(answer::header);
        return body == null
                ? answer.build()
                : answer.type(MediaType.APPLICATION_JSON_TYPE).entity(body).build();
    }
}
