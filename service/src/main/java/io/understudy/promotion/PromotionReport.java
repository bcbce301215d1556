package io.understudy.promotion;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.understudy.job.Evidence;
import io.understudy.job.JobResult;
import io.understudy.job.PromotionResult;
import io.understudy.job.PromotionResult.Proof;
import io.understudy.postgres.Lsn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The result of a promotion, made from what its job noted down on the way.
final class PromotionReport {
    private static final String STREAMING = "ensure-streaming";
    private static final String UNMOVED = "ensure-unmoved";

    private final PromotionOrder asked;
    private final PromotionSpec spec;
    private final Set<String> ended;
    private final Optional<EnsurePromoted.Change> promotion;
    private final Optional<EnsureWritesAccepted.Change> writes;

    PromotionReport(PromotionOrder asked, PromotionSpec spec, Evidence evidence, ObjectMapper json) {
        this.asked = asked;
        this.spec = spec;
        this.ended = evidence.ended();
        this.promotion = change(evidence, json, EnsurePromoted.NAME, EnsurePromoted.Change.class);
        this.writes = change(evidence, json, EnsureWritesAccepted.NAME, EnsureWritesAccepted.Change.class);
    }

    private static <C> Optional<C> change(Evidence evidence, ObjectMapper json, String step, Class<C> type) {
        return evidence.change(step).map(noted -> {
            try {
                return json.treeToValue(noted, type);
            } catch (JsonProcessingException unreadable) {
                throw new IllegalStateException("the change of %s cannot be read".formatted(step), unreadable);
            }
        });
    }

    static JobResult alreadyThere(PromotionOrder asked) {
        return JobResult.of(
                new PromotionResult(asked.targetNodeId(), null, null, null, null, null, null, 0, 0), List.of());
    }

    boolean promoted() {
        return ended.contains(EnsurePromoted.NAME);
    }

    JobResult result() {
        if (!promoted()) {
            return JobResult.left(List.of(
                    "find out whether the target takes writes, and start no other primary before that is clear"));
        }
        Proof proof = proof();
        List<String> next = new ArrayList<>();
        if (!sentinelSeen()) {
            next.add(
                    "the row that was written to the old primary just before was not seen on the new one: compare the two");
        }
        if (spec.rejoin() && !ended.contains(STREAMING)) {
            next.add(
                    "the old primary does not follow yet; it stays closed for starts until it would start as a standby");
        }
        return JobResult.of(
                new PromotionResult(
                        asked.targetNodeId(),
                        asked.primaryNodeId(),
                        promotion.map(EnsurePromoted.Change::timeline).orElse(null),
                        writes.map(change -> change.fork().timeline()).orElse(null),
                        writes.map(EnsureWritesAccepted.Change::writesStoppedForMilliseconds)
                                .orElse(null),
                        proof != null && proof.sentinelSeen() && proof.oldPrimaryUnmoved() ? 0 : null,
                        proof,
                        (int) ended.stream()
                                .filter(step -> step.startsWith(STREAMING))
                                .count(),
                        spec.siblings().size() + (spec.rejoin() ? 1 : 0)),
                next);
    }

    private boolean sentinelSeen() {
        return writes.isPresent();
    }

    private @Nullable Proof proof() {
        Lsn fork = writes.map(change -> change.fork().lsn()).orElse(null);
        return promotion
                .map(change -> new Proof(
                        change.shutdownCheckpoint(),
                        change.received(),
                        change.replayed(),
                        fork,
                        sentinelSeen(),
                        ended.contains(UNMOVED)))
                .orElse(null);
    }
}
