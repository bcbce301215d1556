package io.understudy.host;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// A file system of a host.
@Schema(description = "A file system.")
public record FileSystemFacts(
        @Schema(description = "Where it is mounted.", examples = "/var/lib/postgresql")
        String mountPoint,

        @Schema(description = "Its type.", examples = "ext4")
        String type,

        @Schema(description = "Its size in bytes.", examples = "107374182400")
        long totalBytes,

        @Schema(description = "What PostgreSQL may still write, in bytes.", examples = "53687091200")
        long freeBytes) {}
