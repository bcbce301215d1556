package io.understudy.setup;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@Schema(
        name = "ReplicationSetupRequest",
        description = "Which host becomes a standby of the cluster, and how. Only the host is required.")
public record SetupRequest(
        @Schema(
                description = "Id of the host that becomes the standby.",
                examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d")
        @NotEmpty
        String standbyHostId,

        @Schema(
                description = "Name of the instance on that host, Debian's \"cluster name\". Default: main.",
                examples = "main")
        @Nullable
        @Pattern(regexp = "[a-z0-9][a-z0-9_]{0,40}")
        String instance,

        @Schema(description = "TCP port of the standby. Default: the primary's.", examples = "5432")
        @Nullable
        @Min(1)
        @Max(65535)
        Integer port,

        @Schema(
                description =
                        "Physical replication slot on the primary. Default: understudy_<host>_<instance>, made when missing. Not together with walKeepMegabytes.",
                examples = "understudy_db2_main")
        @Nullable
        @Pattern(regexp = "[a-z0-9_]{1,63}")
        String slot,

        @Schema(
                description =
                        "Keep this much WAL (MiB) on the primary instead of using a slot: its disk can then never fill up because of a lost standby, but a standby that is away too long has to be copied anew.",
                examples = "2048")
        @Nullable
        @Min(64)
        @Max(1_048_576)
        Integer walKeepMegabytes,

        @Schema(description = "Archive the primary's WAL. Absent: archiving stays as it is.") @Nullable @Valid
        Archive archive,

        @Schema(
                description = "Role that the standby logs in as. Made when missing. Default: understudy_replication.",
                examples = "understudy_replication")
        @Nullable
        @Pattern(
                regexp = "(?!pg_|public$|none$)[a-z_][a-z0-9_]{0,62}",
                message =
                        "must be a lower-case letter or _, then up to 62 of a-z, 0-9 and _, and no name that PostgreSQL reserves")
        String roleName,

        @Schema(
                description =
                        "What becomes of a data directory that is not empty. A running server's that holds data is never touched. Default: MOVE_ASIDE.",
                examples = "MOVE_ASIDE")
        @Nullable
        ExistingData existingData,

        @Schema(
                description =
                        "System identifier of the database in that data directory. Needed to move or delete one that is not this cluster's, unless it is the empty one that the package made.",
                examples = "7412345678901234567")
        @Nullable
        @Pattern(regexp = "[0-9]{1,20}")
        String existingSystemIdentifier,

        @Schema(
                description =
                        "Whether PostgreSQL on the primary may be restarted, which some settings need. Default: false.",
                examples = "true")
        @Nullable
        Boolean allowPrimaryRestart,

        @Schema(
                description = "Id of a dry run: carry out exactly its plan, or answer 409 PLAN_STALE.",
                examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d")
        @Nullable
        String planId) {
    @Schema(description = """
            MOVE_ASIDE: renamed, kept beside the new one. REFUSE: the setup does not start. DELETE: removed; cannot be taken back.""")
    public enum ExistingData {
        MOVE_ASIDE,
        REFUSE,
        DELETE
    }

    @Schema(
            name = "ArchiveOptions",
            description = "Where finished WAL segments of the primary are copied to, and how long they stay.")
    public record Archive(
            @Schema(
                    description =
                            "Folder on the primary's host; made when missing, for the user postgres alone. Default: /var/lib/pg-archive.",
                    examples = "/var/lib/pg-archive")
            @Nullable
            @Size(max = 200)
            @Pattern(regexp = "(/[A-Za-z0-9_+-][A-Za-z0-9._+-]*){2,8}")
            String directory,

            @Schema(
                    description =
                            "When cron removes old segments: minute, hour, day of month, month, day of week. Default: 40 7 * * *.",
                    examples = "40 7 * * *")
            @Nullable
            @Pattern(regexp = "([0-9*,/-]{1,40} ){4}[0-9*,/-]{1,40}")
            String cleanupSchedule,

            @Schema(
                    description =
                            "Days for which a segment stays at least. One that a standby still needs stays longer. Default: 5.",
                    examples = "5")
            @Nullable
            @Min(1)
            @Max(3650)
            Integer keepDays) {}
}
