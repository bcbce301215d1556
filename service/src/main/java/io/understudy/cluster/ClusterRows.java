package io.understudy.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.understudy.postgres.PgVersion;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;

/// How a row of `cluster`, its nodes with it, becomes a [Cluster].
@ApplicationScoped
class ClusterRows implements RowMapper<Cluster> {
    static final String SELECT = """
            SELECT c.*,
                   (SELECT json_agg(json_build_object(
                               'id', n.id, 'hostId', n.host_id, 'host', h.name, 'instance', n.instance,
                               'version', c.version, 'port', n.port, 'dataDirectory', n.data_directory,
                               'role', n.role, 'slot', n.slot) ORDER BY n.role, n.id)
                      FROM node n JOIN host h ON h.id = n.host_id WHERE n.cluster_id = c.id) AS nodes
              FROM cluster c
            """;

    private final ObjectReader nodes;

    ClusterRows(ObjectMapper json) {
        this.nodes = json.readerForListOf(ClusterNode.class);
    }

    @Override
    public Cluster map(ResultSet row, StatementContext context) throws SQLException {
        return new Cluster(
                row.getString("id"),
                row.getString("name"),
                row.getString("system_identifier"),
                PgVersion.parse(row.getString("version")),
                nodes(row.getString("nodes")),
                row.getTimestamp("created_at").toInstant());
    }

    private List<ClusterNode> nodes(String json) {
        try {
            return nodes.readValue(json);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("the store holds what are no nodes", broken);
        }
    }
}
