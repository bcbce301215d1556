package io.understudy.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;

/// The data of a server-sent event: JSON, in the form of every other answer. It is handed on as text, because an
/// object needs a media type, and Quarkus REST sends that as a field of the event, which the standard does not know.
@Singleton
public class EventData {
    private final ObjectMapper json;

    EventData(ObjectMapper json) {
        this.json = json;
    }

    public String of(Object event) {
        try {
            return json.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
