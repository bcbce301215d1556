package io.understudy.cluster;

import io.understudy.http.ETags;
import io.understudy.postgres.Instance;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.secret.Secret;
import io.understudy.store.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;

/// Clusters and their nodes as they are stored.
@ApplicationScoped
@Transactional
public class ClusterStore {
    private static final String LOCK = " FOR UPDATE OF c";
    private static final String UNIQUE_VIOLATION = "23505";

    private final Jdbi jdbi;
    private final ClusterRows rows;
    private final ReplicationPasswords passwords;

    ClusterStore(Jdbi jdbi, ClusterRows rows, ReplicationPasswords passwords) {
        this.jdbi = jdbi;
        this.rows = rows;
        this.passwords = passwords;
    }

    /// @throws ProblemException [ProblemType#NOT_FOUND]
    public Cluster get(String id) {
        return jdbi.withHandle(handle -> get(handle, id, ""));
    }

    private Cluster get(Handle handle, String id, String lock) {
        return handle.createQuery(ClusterRows.SELECT + " WHERE c.id = :id " + lock)
                .bind("id", id)
                .map(rows)
                .findOne()
                .orElseThrow(
                        () -> new ProblemException(ProblemType.NOT_FOUND, "There is no cluster %s.".formatted(id)));
    }

    /// In the order they were adopted.
    ///
    /// @param after the id behind which the page begins; null for the beginning
    List<Cluster> list(@Nullable String after, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery(ClusterRows.SELECT + """
                         WHERE CAST(:after AS text) IS NULL OR c.id > :after
                         ORDER BY c.id LIMIT :limit
                        """)
                .bind("after", after)
                .bind("limit", limit)
                .map(rows)
                .list());
    }

    /// Those of these that there are.
    public List<Cluster> all(Collection<String> ids) {
        return jdbi.withHandle(handle -> handle.createQuery(ClusterRows.SELECT + " WHERE c.id = ANY(:ids)")
                .bindArray("ids", String.class, ids.toArray())
                .map(rows)
                .list());
    }

    /// @throws ProblemException [ProblemType#NAME_TAKEN], [ProblemType#CLUSTER_EXISTS] with the other's
    /// `clusterId`
    public Cluster insert(String name, String systemIdentifier, String hostId, Instance primary) {
        String id = Ids.next();
        int added = jdbi.withHandle(handle -> handle.createUpdate("""
                INSERT INTO cluster (id, name, system_identifier, version) VALUES (:id, :name, :identifier, :version)
                ON CONFLICT DO NOTHING
                """)
                .bind("id", id)
                .bind("name", name)
                .bind("identifier", systemIdentifier)
                .bind("version", primary.version().toString())
                .execute());
        if (added == 0) {
            refuseKnown(systemIdentifier);
            throw nameTaken(name);
        }
        addNode(id, hostId, primary, NodeRole.PRIMARY, null);
        return get(id);
    }

    /// @throws ProblemException [ProblemType#NAME_TAKEN]
    void refuseTaken(String name) {
        boolean taken =
                jdbi.withHandle(handle -> handle.createQuery("SELECT EXISTS (SELECT 1 FROM cluster WHERE name = :name)")
                        .bind("name", name)
                        .mapTo(Boolean.class)
                        .one());
        if (taken) {
            throw nameTaken(name);
        }
    }

    /// @throws ProblemException [ProblemType#CLUSTER_EXISTS] when the database is a cluster already
    void refuseKnown(String systemIdentifier) {
        jdbi.withHandle(handle -> handle.createQuery("SELECT id FROM cluster WHERE system_identifier = :identifier")
                        .bind("identifier", systemIdentifier)
                        .mapTo(String.class)
                        .findOne())
                .ifPresent(other -> {
                    throw new ProblemException(
                                    ProblemType.CLUSTER_EXISTS,
                                    "The database %s is cluster %s already.".formatted(systemIdentifier, other))
                            .with("clusterId", other);
                });
    }

    private static ProblemException nameTaken(String name) {
        return new ProblemException(ProblemType.NAME_TAKEN, "There is a cluster named %s already.".formatted(name));
    }

    /// The primary first, then the standbys in the order they came.
    ///
    /// @throws ProblemException [ProblemType#NOT_FOUND]
    public List<ClusterNode> nodes(String clusterId) {
        return get(clusterId).nodes();
    }

    /// The node that was declared to be the primary.
    ///
    /// @throws ProblemException [ProblemType#NOT_FOUND]
    public ClusterNode primary(String clusterId) {
        return get(clusterId).primary();
    }

    /// Adds a standby; the same instance on the same host again only gets its port and slot renewed.
    ///
    /// @param slot the slot on the primary that is meant for it, if any
    /// @throws ProblemException [ProblemType#IN_USE] when the instance is a node of another cluster, or
    /// the primary
    public ClusterNode addStandby(String clusterId, String hostId, Instance standby, @Nullable String slot) {
        addNode(clusterId, hostId, standby, NodeRole.STANDBY, slot);
        return nodes(clusterId).stream()
                .filter(node -> node.isAt(hostId, standby))
                .findFirst()
                .orElseThrow();
    }

    private void addNode(String clusterId, String hostId, Instance instance, NodeRole role, @Nullable String slot) {
        int added = jdbi.withHandle(handle -> handle.createUpdate("""
                INSERT INTO node (id, cluster_id, host_id, instance, port, data_directory, role, slot)
                VALUES (:id, :cluster, :host, :instance, :port, :directory, :role, :slot)
                ON CONFLICT (host_id, data_directory) DO UPDATE
                   SET instance = excluded.instance, port = excluded.port, slot = excluded.slot
                 WHERE node.cluster_id = excluded.cluster_id AND node.role = excluded.role
                """)
                .bind("id", Ids.next())
                .bind("cluster", clusterId)
                .bind("host", hostId)
                .bind("instance", instance.name())
                .bind("port", instance.port())
                .bind("directory", instance.dataDirectory())
                .bind("role", role.name())
                .bind("slot", slot)
                .execute());
        if (added == 0) {
            throw new ProblemException(
                    ProblemType.IN_USE,
                    "instance %s on that host is a node already, in another part or of another cluster"
                            .formatted(instance.name()));
        }
    }

    /// Notes that a standby has become the primary, and what was the primary a standby; repeatable.
    ///
    /// @param slots by node, those on the new primary
    public void promoted(String clusterId, String primaryNodeId, Map<String, String> slots) {
        jdbi.useHandle(handle -> {
            get(handle, clusterId, LOCK);
            handle.execute("UPDATE node SET role = 'STANDBY' WHERE cluster_id = ?", clusterId);
            handle.execute("UPDATE node SET role = 'PRIMARY', slot = NULL WHERE id = ?", primaryNodeId);
            slots.forEach((node, slot) -> handle.execute("UPDATE node SET slot = ? WHERE id = ?", slot, node));
        });
    }

    /// Forgets a standby; fine when it is not known. The host is not touched.
    public void removeNode(String hostId, Instance instance) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                DELETE FROM node WHERE host_id = :host AND data_directory = :directory AND role = 'STANDBY'
                """)
                .bind("host", hostId)
                .bind("directory", instance.dataDirectory())
                .execute());
    }

    /// The password of the replication role, 32 letters and digits, made at the first use.
    ///
    /// @throws ProblemException [ProblemType#NOT_FOUND]
    public Secret replicationPassword(String clusterId) {
        return jdbi.withHandle(handle -> {
            get(handle, clusterId, LOCK);
            return passwords.ofLocked(handle, clusterId);
        });
    }

    /// @param ifMatch the ETag of what the caller has seen
    /// @throws ProblemException [ProblemType#NOT_FOUND], [ProblemType#NAME_TAKEN], and what
    /// [ETags#require] throws
    Cluster rename(String id, String name, @Nullable String ifMatch) {
        return jdbi.withHandle(handle -> {
            ETags.require(ifMatch, get(handle, id, LOCK));
            write(name, () -> handle.execute("UPDATE cluster SET name = ? WHERE id = ?", name, id));
            return get(handle, id, "");
        });
    }

    /// Asking beforehand is not enough: another may take the name in between.
    private static void write(String name, Runnable statement) {
        try {
            statement.run();
        } catch (UnableToExecuteStatementException e) {
            throw e.getCause() instanceof SQLException cause && UNIQUE_VIOLATION.equals(cause.getSQLState())
                    ? nameTaken(name)
                    : e;
        }
    }

    /// Forgets the cluster, its nodes and its jobs. No host is touched.
    ///
    /// @param ifMatch the ETag of what the caller has seen
    /// @throws ProblemException [ProblemType#NOT_FOUND], [ProblemType#JOB_CONFLICT], and what
    /// [ETags#require] throws
    void delete(String id, @Nullable String ifMatch) {
        jdbi.useHandle(handle -> {
            // A new job of the cluster waits for this lock, so none can begin between the question and the removal.
            ETags.require(ifMatch, get(handle, id, LOCK));
            handle.createQuery("""
                    SELECT id FROM job WHERE cluster_id = :id AND state IN ('SCHEDULED', 'PENDING', 'RUNNING', 'CANCELLING') LIMIT 1
                    """).bind("id", id).mapTo(String.class).findOne().ifPresent(job -> {
                throw new ProblemException(ProblemType.JOB_CONFLICT, "Job %s works on this cluster.".formatted(job))
                        .with("conflictingJobId", job);
            });
            handle.execute("DELETE FROM cluster WHERE id = ?", id);
        });
    }
}
