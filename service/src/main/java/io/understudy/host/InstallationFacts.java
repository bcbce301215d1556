package io.understudy.host;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// PostgreSQL's programs of one major version.
@Schema(description = "PostgreSQL's programs of one major version.")
public record InstallationFacts(
        @Schema(description = "Major version.", examples = "15")
        String major,

        @Schema(description = "Full version.", examples = "15.13")
        String version,

        @Schema(description = "Where the programs are.", examples = "/usr/lib/postgresql/15/bin")
        String binDirectory) {}
