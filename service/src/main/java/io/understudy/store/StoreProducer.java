package io.understudy.store;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.jackson2.Jackson2Config;
import org.jdbi.v3.jackson2.Jackson2Plugin;
import org.jdbi.v3.postgres.PostgresPlugin;

/// Makes [Jdbi] over the service's data source. Inside `@Transactional` its handles take part in that transaction.
@ApplicationScoped
class StoreProducer {
    /// Columns of type `jsonb` are bound and read with `@Json`. Unlike a request, stored JSON may have fields that
    /// this version does not know: a newer replica may have written it.
    @Produces
    @Singleton
    Jdbi jdbi(AgroalDataSource dataSource, ObjectMapper json) {
        Jdbi jdbi = Jdbi.create(dataSource);
        jdbi.installPlugin(new PostgresPlugin());
        jdbi.installPlugin(new Jackson2Plugin());
        // Bound values would stand in the messages of exceptions, and so in the log.
        jdbi.getConfig(StatementExceptions.class).setMessageRendering(StatementExceptions.MessageRendering.NONE);
        jdbi.registerRowMapper(new RecordRows());
        jdbi.getConfig(Jackson2Config.class)
                .setMapper(json.copy().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES));
        return jdbi;
    }
}
