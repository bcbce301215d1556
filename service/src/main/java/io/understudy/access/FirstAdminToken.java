package io.understudy.access;

import io.quarkus.runtime.StartupEvent;
import io.understudy.store.DataFolder;
import io.understudy.store.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;

/// Lets the first administrator in: when no admin token is valid at the start, one is made and written to the file
/// `admin-token` in the data folder. It is also the way back for those who lost all theirs.
@ApplicationScoped
class FirstAdminToken {
    private static final Logger LOG = Logger.getLogger(FirstAdminToken.class);
    private static final String FILE = "admin-token";

    private final AccessTokens tokens;
    private final DataFolder data;
    private final Jdbi jdbi;

    FirstAdminToken(AccessTokens tokens, DataFolder data, Jdbi jdbi) {
        this.tokens = tokens;
        this.data = data;
        this.jdbi = jdbi;
    }

    @Transactional
    void provide(@Observes StartupEvent event) {
        jdbi.useHandle(handle -> {
            // Of several replicas that start at once only one makes the token.
            handle.execute("LOCK TABLE access_token IN SHARE ROW EXCLUSIVE MODE");
            if (tokens.hasAdmin(handle)) {
                return;
            }
            String secret = AccessTokens.newSecret();
            // The file first: a token that is stored but written nowhere would lock everyone out.
            data.write(FILE, secret);
            tokens.add("first-admin-" + Ids.next(), Role.ADMIN, null, secret);
            LOG.infof("first admin token written file=%s", data.path(FILE));
        });
    }
}
