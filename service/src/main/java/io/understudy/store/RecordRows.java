package io.understudy.store;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Optional;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.RowMapperFactory;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/// Makes a row one of our records, public or not: column `created_at` is the component `createdAt`, and so on.
final class RecordRows implements RowMapperFactory {
    @Override
    public Optional<RowMapper<?>> build(Type type, ConfigRegistry config) {
        return type instanceof Class<?> raw
                        && raw.isRecord()
                        && raw.getPackageName().startsWith("io.understudy.")
                ? Optional.of(ConstructorMapper.of(canonical(raw)))
                : Optional.empty();
    }

    private static Constructor<?> canonical(Class<?> raw) {
        Class<?>[] parts = Arrays.stream(raw.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            Constructor<?> constructor = raw.getDeclaredConstructor(parts);
            constructor.setAccessible(true);
            return constructor;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("every record has its canonical constructor: " + raw, e);
        }
    }
}
