package io.understudy.job;

import io.understudy.host.HostFacts;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@Schema(description = "What came of a job. Only the members of its type are there.")
public record JobResult(
        @Schema(description = "Of a dry run: what would be done.") @Nullable
        JobPlan plan,

        @Schema(description = "Of a probe: what was found on the host.") @Nullable
        HostFacts facts,

        @Schema(description = "Of a setup: id of the new node.", examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d")
        @Nullable
        String nodeId,

        @Schema(description = "Of a promotion: who is the primary now, and the proof that nothing was lost.") @Nullable
        PromotionResult promotion,

        @Schema(description = "Of a rejoin: how the node came back, and what was discarded.") @Nullable
        RejoinResult rejoin,

        @Schema(
                description = "What is left for a person to do; empty when nothing is.",
                examples = "[\"drop slot understudy_db2_main on db1\"]")
        List<String> nextActions) {
    /// Nothing but what is left to do.
    public static JobResult left(List<String> nextActions) {
        return new JobResult(null, null, null, null, null, nextActions);
    }

    static JobResult of(JobPlan plan) {
        return new JobResult(plan, null, null, null, null, List.of());
    }

    /// Of a setup: the node that it made.
    public static JobResult ofNode(String nodeId) {
        return new JobResult(null, null, nodeId, null, null, List.of());
    }

    public static JobResult of(PromotionResult promotion, List<String> nextActions) {
        return new JobResult(null, null, null, promotion, null, nextActions);
    }

    public static JobResult of(RejoinResult rejoin, List<String> nextActions) {
        return new JobResult(null, null, null, null, rejoin, nextActions);
    }

    /// The same with more to do.
    JobResult and(List<String> more) {
        return new JobResult(
                plan,
                facts,
                nodeId,
                promotion,
                rejoin,
                Stream.concat(nextActions.stream(), more.stream()).toList());
    }

    static JobResult of(HostFacts facts) {
        return new JobResult(null, facts, null, null, null, List.of());
    }
}
