package io.understudy.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;

/// Takes JSON by its word: `"22"` is not a number, `1` is not `true`, a field given twice is a mistake.
@Singleton
class StrictJson implements ObjectMapperCustomizer {
    @Override
    public void customize(ObjectMapper json) {
        json.configure(JsonParser.Feature.STRICT_DUPLICATE_DETECTION, true);
        json.enable(
                DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS);
        json.registerModule(new SimpleModule("storable text").addDeserializer(String.class, new StorableText()));
        refuse(
                json,
                LogicalType.Textual,
                CoercionInputShape.Integer,
                CoercionInputShape.Float,
                CoercionInputShape.Boolean);
        refuse(
                json,
                LogicalType.Integer,
                CoercionInputShape.String,
                CoercionInputShape.EmptyString,
                CoercionInputShape.Float);
        refuse(json, LogicalType.Float, CoercionInputShape.String, CoercionInputShape.EmptyString);
        // Made of "" it would be null: a token with an end that somebody left blank would have none.
        refuse(json, LogicalType.DateTime, CoercionInputShape.EmptyString);
        refuse(
                json,
                LogicalType.Boolean,
                CoercionInputShape.String,
                CoercionInputShape.EmptyString,
                CoercionInputShape.Integer);
    }

    private static void refuse(ObjectMapper json, LogicalType wanted, CoercionInputShape... given) {
        for (CoercionInputShape shape : given) {
            json.coercionConfigFor(wanted).setCoercion(shape, CoercionAction.Fail);
        }
    }
}
