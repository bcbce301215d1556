package io.understudy.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Text that PostgreSQL can keep: without the NUL character, and with no half of a character outside the BMP alone.
final class StorableText extends StringDeserializer {
    @Override
    public @Nullable String deserialize(JsonParser json, DeserializationContext context) throws IOException {
        String text = super.deserialize(json, context);
        if (text != null && !isStorable(text)) {
            throw ValueInstantiationException.from(
                    json,
                    "not storable",
                    context.constructType(String.class),
                    new IllegalArgumentException("must be Unicode text without the NUL character"));
        }
        return text;
    }

    private static boolean isStorable(String text) {
        return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
