package io.understudy.cluster;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// The body of `POST /clusters`.
@Schema(description = "A running primary to adopt as a cluster.")
public record AdoptClusterRequest(
        @Schema(description = "Unique name: a letter, then letters, digits and hyphens.", examples = "orders")
        @NotNull
        @Pattern(regexp = RenameClusterRequest.NAME, message = RenameClusterRequest.NAME_RULE)
        String name,

        @Schema(
                description = "Id of the host on which the primary runs.",
                examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d")
        @NotEmpty
        String hostId,

        @Schema(
                description = "Name of the instance, Debian's \"cluster name\".",
                defaultValue = "main",
                examples = "main")
        @Pattern(
                regexp = "[a-z0-9][a-z0-9_]{0,40}",
                message = "must be a lower-case letter or digit, then up to 40 of a-z, 0-9 and _")
        @Nullable
        String instance,

        @Schema(
                description = "TCP port of the instance; needed only where two majors have an instance of this name.",
                examples = "5432")
        @Min(1)
        @Max(65_535)
        @Nullable
        Integer port) {}
