package io.understudy.store;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.lang.reflect.Type;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.RowMapperFactory;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.jackson2.Jackson2Config;
import org.jdbi.v3.jackson2.Jackson2Plugin;
import org.jdbi.v3.postgres.PostgresPlugin;

/// Makes [Jdbi] over the service's data source. Inside `@Transactional` its handles take part in that transaction.
@ApplicationScoped
class StoreProducer {
    /// A row becomes one of our records by itself: column `created_at` is the component `createdAt`, and so on.
    /// Columns of type `jsonb` are bound and read with `@Json`. Unlike a request, stored JSON may have fields that
    /// this version does not know: a newer replica may have written it.
    @Produces
    @Singleton
    Jdbi jdbi(AgroalDataSource dataSource, ObjectMapper json) {
        Jdbi jdbi = Jdbi.create(dataSource);
        jdbi.installPlugin(new PostgresPlugin());
        jdbi.installPlugin(new Jackson2Plugin());
        jdbi.registerRowMapper((RowMapperFactory) (type, _) -> ownRecord(type));
        jdbi.getConfig(Jackson2Config.class)
                .setMapper(json.copy().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES));
        return jdbi;
    }

    private static Optional<RowMapper<?>> ownRecord(Type type) {
        return type instanceof Class<?> raw
                        && raw.isRecord()
                        && raw.getPackageName().startsWith("io.understudy.")
                ? Optional.of(ConstructorMapper.of(raw))
                : Optional.empty();
    }
}
