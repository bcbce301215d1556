package io.understudy.alarm;

import io.understudy.problem.Problem;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.store.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.qualifier.QualifiedType;
import org.jdbi.v3.json.Json;
import org.jspecify.annotations.Nullable;

/// Problems of clusters as they are stored. Cleared ones stay until their cluster is forgotten.
@ApplicationScoped
@Transactional
public class AlarmStore {
    private static final QualifiedType<Problem> PROBLEM =
            QualifiedType.of(Problem.class).with(Json.class);

    private static final String RAISE = """
            INSERT INTO alarm (id, cluster_id, node_id, code, problem, raised_at)
            SELECT :id, id, :node, :code, :problem, CAST(:at AS timestamptz) FROM cluster WHERE id = :cluster
            ON CONFLICT (cluster_id, node_id, code) WHERE cleared_at IS NULL DO NOTHING
            """;

    private static final String LIST = """
            SELECT * FROM alarm
             WHERE (CAST(:cluster AS text) IS NULL OR cluster_id = :cluster)
               AND (:cleared OR cleared_at IS NULL)
               AND (CAST(:before AS text) IS NULL OR id < :before)
             ORDER BY id DESC LIMIT :limit
            """;

    private final Jdbi jdbi;

    AlarmStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// What a problem is about: the same again is the same problem.
    private record Key(String nodeId, String code) {
        static Key of(Problem problem) {
            return new Key(problem.extra().getOrDefault("nodeId", "").toString(), problem.code());
        }
    }

    /// Equal for two lists of the same problems, whatever their details: then there is nothing to settle.
    public static Set<?> keys(List<Problem> problems) {
        return problems.stream().map(Key::of).collect(Collectors.toSet());
    }

    /// Raises what is found and not open, and clears what is open and not found.
    ///
    /// @param found all that is wrong with the cluster at this moment
    public void settle(String clusterId, List<Problem> found, Instant at) {
        Set<Key> keys = found.stream().map(Key::of).collect(Collectors.toSet());
        jdbi.useHandle(handle -> {
            open(handle, clusterId).stream()
                    .filter(alarm -> !keys.contains(Key.of(alarm.problem())))
                    .forEach(alarm -> handle.execute("UPDATE alarm SET cleared_at = ? WHERE id = ?", at, alarm.id()));
            found.forEach(problem -> handle.createUpdate(RAISE)
                    .bind("id", Ids.next())
                    .bind("cluster", clusterId)
                    .bind("node", Key.of(problem).nodeId())
                    .bind("code", problem.code())
                    .bindByType("problem", problem, PROBLEM)
                    .bind("at", at)
                    .execute());
        });
    }

    /// The ids of the nodes of a cluster about which a problem of this type is open.
    public Set<String> raised(String clusterId, ProblemType type) {
        return jdbi.withHandle(handle -> open(handle, clusterId).stream()
                .map(alarm -> Key.of(alarm.problem()))
                .filter(key -> key.code().equals(type.code()))
                .map(Key::nodeId)
                .collect(Collectors.toSet()));
    }

    private static List<Alarm> open(Handle handle, String clusterId) {
        return handle.createQuery("SELECT * FROM alarm WHERE cluster_id = :cluster AND cleared_at IS NULL")
                .bind("cluster", clusterId)
                .mapTo(Alarm.class)
                .list();
    }

    /// Newest first.
    ///
    /// @param cleared whether those that are over count, too
    /// @param before the id behind which the page begins; ids are sorted by time
    List<Alarm> list(@Nullable String clusterId, boolean cleared, @Nullable String before, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery(LIST)
                .bind("cluster", clusterId)
                .bind("cleared", cleared)
                .bind("before", before)
                .bind("limit", limit)
                .mapTo(Alarm.class)
                .list());
    }

    /// @throws ProblemException [ProblemType#NOT_FOUND]
    Alarm get(String id) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT * FROM alarm WHERE id = :id")
                        .bind("id", id)
                        .mapTo(Alarm.class)
                        .findOne())
                .orElseThrow(
                        () -> new ProblemException(ProblemType.NOT_FOUND, "There is no problem %s.".formatted(id)));
    }

    /// @throws ProblemException [ProblemType#NOT_FOUND]
    Alarm acknowledge(String id, String by, String comment) {
        jdbi.useHandle(handle -> handle.execute(
                "UPDATE alarm SET acknowledged_at = now(), acknowledged_by = ?, comment = ? WHERE id = ?",
                by,
                comment,
                id));
        return get(id);
    }

    /// @throws ProblemException [ProblemType#NOT_FOUND]
    Alarm mute(String id, Instant until, String comment) {
        jdbi.useHandle(handle ->
                handle.execute("UPDATE alarm SET muted_until_at = ?, comment = ? WHERE id = ?", until, comment, id));
        return get(id);
    }
}
