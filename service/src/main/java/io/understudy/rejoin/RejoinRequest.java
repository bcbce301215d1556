package io.understudy.rejoin;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(description = "Which node comes back as a standby, and what may become of what it wrote.")
public record RejoinRequest(
        @Schema(
                description = "Id of the node: an old primary, or a standby that was left out of a promotion.",
                examples = "0193a1e2-8a1b-7e55-9c3f-2f6d1a7b9e01")
        @NotNull
        String nodeId,

        @Schema(
                description =
                        "Whether what the node wrote and the primary never got may be discarded. Its WAL is kept aside; with a new copy the whole data directory is. Default: false.",
                examples = "false")
        @Nullable
        Boolean discardDivergent,

        @Schema(
                description =
                        "Copy the primary's data anew, instead of attaching or rewinding what the node has. Needed where neither is possible. Default: false.",
                examples = "false")
        @Nullable
        Boolean copyAgain,

        @Schema(
                description =
                        "Role that the node logs in as at the primary. Made when missing. Default: understudy_replication.",
                examples = "understudy_replication")
        @Nullable
        @Pattern(regexp = "[a-z_][a-z0-9_]{0,62}")
        String roleName,

        @Schema(
                description = "Id of a dry run: carry out exactly its plan, or answer 409 PLAN_STALE.",
                examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d")
        @Nullable
        String planId) {}
