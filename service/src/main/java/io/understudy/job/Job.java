package io.understudy.job;

import io.understudy.problem.Problem;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@Schema(description = "A piece of work on hosts: where it is, what it did, and how it ended.")
public record Job(
        @Schema(description = "Id of the job.", examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d")
        String id,

        @Schema(description = "What it does.", examples = "REPLICATION_SETUP")
        JobType type,

        @Schema(description = "Where it is in its life.", examples = "SUCCEEDED")
        JobState state,

        @Schema(description = "What it left behind; absent until it has ended.", examples = "COMPLETED") @Nullable
        JobOutcome outcome,

        @Schema(description = "The cluster it works on, if any.", examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d")
        @Nullable
        String clusterId,

        @Schema(
                description = "The host it works on; for a setup, the standby's.",
                examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d")
        @Nullable
        String hostId,

        @Schema(description = "True when it only makes a plan and writes nothing on any host.", examples = "false")
        boolean dryRun,

        @Schema(description = "Name of the token that asked for it.", examples = "deploy-script")
        String createdBy,

        @Schema(description = "When it was asked for.", examples = "2026-11-22T10:15:30Z")
        Instant createdAt,

        @Schema(
                description = "When it is to begin; absent when it was to begin at once.",
                examples = "2026-11-23T03:00:00Z")
        @Nullable
        Instant scheduledAt,

        @Schema(description = "When it began to run; absent before.", examples = "2026-11-22T10:15:30Z") @Nullable
        Instant startedAt,

        @Schema(description = "When it ended; absent before.", examples = "2026-11-22T10:15:36Z") @Nullable
        Instant endedAt,

        @Schema(description = "How far it is; absent before it runs.") @Nullable
        Progress progress,

        @Schema(
                description =
                        "Name of the step that cannot be taken back: until it is attempted, any failure, time-out or cancel puts back what was. Absent when everything can be taken back, and until the preflight has looked.",
                examples = "ensure-promoted")
        @Nullable
        String pointOfNoReturn,

        @Schema(
                description = "When that step was attempted; from then on the job only goes forward. Absent before.",
                examples = "2026-11-22T10:15:32Z")
        @Nullable
        Instant noReturnAt,

        @Schema(description = "Its steps in order; empty until the preflight has looked.")
        List<StepView> steps,

        @Schema(description = "What the preflight warned of; the job went on.")
        List<Problem> warnings,

        @Schema(description = "Why it failed; absent otherwise.") @Nullable
        Problem error,

        @Schema(description = "What came of it, by type; absent until it has ended.") @Nullable
        JobResult result,

        @Schema(
                description = "The job whose changes this one takes back.",
                examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d")
        @Nullable
        String undoOf,

        @Schema(description = "The job that this one repeats.", examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d")
        @Nullable
        String retryOf) {}
