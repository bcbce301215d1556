package io.understudy.host;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// What a probe found on a host. What it could not find out is absent, and `unknown` says why.
@Schema(description = "What a probe found on a host. What could not be found out is absent, and unknown says why.")
public record HostFacts(
        @Schema(description = "The operating system.") OperatingSystem operatingSystem,

        @Schema(description = "What sudo allows.") SudoFacts sudo,

        @Schema(
                description =
                        "How far the host's clock is ahead of this service's, in milliseconds; negative when behind.",
                examples = "-12")
        @Nullable
        Long clockOffsetMillis,

        @Schema(description = "How wrong that may be, in milliseconds: half the round trip.", examples = "4") @Nullable
        Long clockUncertaintyMillis,

        @Schema(description = "The file system on which PostgreSQL's packages put new instances.") @Nullable
        FileSystemFacts defaultDisk,

        @Schema(description = "PostgreSQL's programs, by major version.")
        List<InstallationFacts> installations,

        @Schema(description = "PostgreSQL's instances in Debian's layout.")
        List<InstanceFacts> instances,

        @Schema(description = "What could not be found out.")
        List<UnknownFact> unknown) {
    public HostFacts {
        installations = List.copyOf(installations);
        instances = List.copyOf(instances);
        unknown = List.copyOf(unknown);
    }
}
