package io.understudy.cluster;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.understudy.postgres.Instance;
import io.understudy.postgres.PgVersion;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// An instance in the part that it was given in a cluster.
@Schema(description = "A PostgreSQL instance in the part that it was given in a cluster.")
public record ClusterNode(
        @Schema(description = "Id of the node.", examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d")
        String id,

        @Schema(description = "Id of the host it is on.", examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d")
        String hostId,

        @Schema(description = "Name of that host.", examples = "db2")
        String host,

        @JsonProperty("instance")
        @Schema(description = "Name of the instance, Debian's \"cluster name\".", examples = "main")
        String instanceName,

        @Schema(description = "PostgreSQL's major version.", examples = "15", implementation = String.class)
        PgVersion version,

        @Schema(description = "TCP port of the instance.", examples = "5432")
        int port,

        @Schema(description = "Its data directory.", examples = "/var/lib/postgresql/15/main")
        String dataDirectory,

        @Schema(description = "The part that it was given; what it is now, a topology tells.", examples = "STANDBY")
        NodeRole role,

        @Schema(
                description = "The slot on the primary that is meant for it; absent when it uses none.",
                examples = "understudy_db2_main")
        @Nullable
        String slot) {

    /// The instance by itself, for those who work on it.
    public Instance instance() {
        return new Instance(version, instanceName, port, dataDirectory);
    }

    boolean isAt(String otherHostId, Instance instance) {
        return hostId.equals(otherHostId) && dataDirectory.equals(instance.dataDirectory());
    }
}
