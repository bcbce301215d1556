package io.understudy.host;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// One data directory with its postmaster, as it was found.
@Schema(description = "A PostgreSQL instance: one data directory with its server.")
public record InstanceFacts(
        @Schema(description = "Major version.", examples = "15")
        String major,

        @Schema(description = "Name of the instance.", examples = "main")
        String name,

        @Schema(description = "Where its files are.", examples = "DEBIAN")
        InstanceLayout layout,

        @Schema(description = "TCP port; of a running server the one it listens on.", examples = "5432") @Nullable
        Integer port,

        @Schema(description = "Data directory.", examples = "/var/lib/postgresql/15/main")
        String dataDirectory,

        @Schema(description = "Directory of its configuration.", examples = "/etc/postgresql/15/main")
        String configDirectory,

        @Schema(
                description = "Directory of its programs; absent when they are not installed.",
                examples = "/usr/lib/postgresql/15/bin")
        @Nullable
        String binDirectory,

        @Schema(description = "Its systemd unit.", examples = "postgresql@15-main.service")
        String unit,

        @Schema(description = "Whether its server runs.", examples = "true") @Nullable
        Boolean running,

        @Schema(description = "What it is doing.", examples = "PRIMARY")
        InstanceRole role,

        @Schema(
                description = "Its system identifier: the same on every node of a cluster, and on no other.",
                examples = "7321987654321098765")
        @Nullable
        String systemIdentifier,

        @Schema(
                description = "Whether it is as its package made it: no database and no table of anybody's.",
                examples = "false")
        @Nullable
        Boolean pristine,

        @Schema(description = "Size of the data directory in bytes.", examples = "41943040") @Nullable
        Long sizeBytes,

        @Schema(description = "The file system that the data directory is on.") @Nullable
        FileSystemFacts disk) {}
