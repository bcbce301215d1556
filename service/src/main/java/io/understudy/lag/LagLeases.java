package io.understudy.lag;

import io.understudy.store.ReplicaName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/// Shares the clusters among the replicas that live: each cluster is one replica's, and each replica has its share.
@ApplicationScoped
class LagLeases {
    static final Duration BEAT = Duration.ofSeconds(2);

    /// Three beats missed.
    private static final Duration DEAD_AFTER = BEAT.multipliedBy(3);

    private static final String SIGN_OF_LIFE = """
            INSERT INTO lag_sampler (name, seen_at) VALUES (:me, clock_timestamp())
            ON CONFLICT (name) DO UPDATE SET seen_at = excluded.seen_at
            """;

    private static final String BURY = """
            DELETE FROM lag_sampler WHERE seen_at < clock_timestamp() - make_interval(secs => :seconds)
            """;

    private static final String SHARE = """
            SELECT ceil((SELECT count(*) FROM cluster)::float8 / (SELECT count(*) FROM lag_sampler))::int
            """;

    private static final String GIVE_BACK = """
            DELETE FROM lag_lease WHERE cluster_id IN
                   (SELECT cluster_id FROM lag_lease WHERE sampler = :me ORDER BY cluster_id OFFSET :share)
            """;

    private static final String TAKE = """
            INSERT INTO lag_lease (cluster_id, sampler)
            SELECT id, :me FROM cluster c
             WHERE NOT EXISTS (SELECT FROM lag_lease l WHERE l.cluster_id = c.id)
             ORDER BY id
             LIMIT greatest(0, :share - (SELECT count(*) FROM lag_lease WHERE sampler = :me))
            ON CONFLICT DO NOTHING
            """;

    private final Jdbi jdbi;
    private final String me;

    @Inject
    LagLeases(Jdbi jdbi, ReplicaName replica) {
        this(jdbi, replica.value());
    }

    LagLeases(Jdbi jdbi, String me) {
        this.jdbi = jdbi;
        this.me = me;
    }

    /// Says that this replica lives, and buries those that do not.
    ///
    /// @return the ids of the clusters that are this replica's from now on
    @Transactional
    List<String> beat() {
        return jdbi.withHandle(handle -> {
            change(handle, SIGN_OF_LIFE);
            handle.createUpdate(BURY).bind("seconds", DEAD_AFTER.toSeconds()).execute();
            int share = handle.createQuery(SHARE).mapTo(Integer.class).one();
            handle.createUpdate(GIVE_BACK).bind("me", me).bind("share", share).execute();
            handle.createUpdate(TAKE).bind("me", me).bind("share", share).execute();
            return handle.createQuery("SELECT cluster_id FROM lag_lease WHERE sampler = :me")
                    .bind("me", me)
                    .mapTo(String.class)
                    .list();
        });
    }

    /// Lets the others have everything at once.
    @Transactional
    void leave() {
        jdbi.useHandle(handle -> change(handle, "DELETE FROM lag_sampler WHERE name = :me"));
    }

    /// The name under which samples are saved.
    String me() {
        return me;
    }

    private void change(Handle handle, String sql) {
        handle.createUpdate(sql).bind("me", me).execute();
    }
}
