package io.understudy.host;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// The operating system of a host.
@Schema(description = "The operating system of a host.")
public record OperatingSystem(
        @Schema(description = "ID of os-release.", examples = "debian") @Nullable
        String id,

        @Schema(description = "VERSION_ID of os-release; absent on releases that have none.", examples = "12") @Nullable
        String version,

        @Schema(description = "PRETTY_NAME of os-release.", examples = "Debian GNU/Linux 12 (bookworm)") @Nullable
        String name,

        @Schema(description = "Release of the kernel.", examples = "6.1.0-28-amd64") @Nullable
        String kernel,

        @Schema(description = "Architecture, as uname -m says it.", examples = "x86_64") @Nullable
        String architecture,

        @Schema(
                description = "Version of the GNU C library, on which the order of texts in indexes depends.",
                examples = "2.36")
        @Nullable
        String glibcVersion) {}
