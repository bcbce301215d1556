package io.understudy.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

@QuarkusTest
class StoreContractTest {
    @Inject
    Jdbi jdbi;

    @Test
    void theEmbeddedStoreKeepsWhatItAcknowledges() {
        assertEquals("on", setting("fsync"));
        assertEquals("on", setting("synchronous_commit"));
        assertEquals("on", setting("full_page_writes"));
    }

    private String setting(String name) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT current_setting(:name)")
                .bind("name", name)
                .mapTo(String.class)
                .one());
    }
}
