package io.understudy.promotion;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.understudy.cutover.CutOver;
import io.understudy.cutover.CutOverStep;
import io.understudy.job.Evidence;
import io.understudy.job.JobResult;
import io.understudy.job.PromotionResult;
import io.understudy.job.PromotionResult.CutOverEnd;
import io.understudy.job.PromotionResult.CutOverOutcome;
import io.understudy.job.PromotionResult.Loss;
import io.understudy.job.PromotionResult.Proof;
import io.understudy.standby.EnsureFenced;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The result of a promotion, made from what its job noted down on the way.
final class PromotionReport {
    private static final String STREAMING = "ensure-streaming";
    private static final String UNMOVED = "ensure-unmoved";

    private final PromotionOrder asked;
    private final PromotionSpec spec;
    private final Set<String> ended;
    private final Evidence evidence;
    private final ObjectMapper json;

    PromotionReport(PromotionOrder asked, PromotionSpec spec, Evidence evidence, ObjectMapper json) {
        this.asked = asked;
        this.spec = spec;
        this.ended = evidence.ended();
        this.evidence = evidence;
        this.json = json;
    }

    static JobResult alreadyThere(PromotionOrder asked) {
        return JobResult.of(
                new PromotionResult(asked.targetNodeId(), null, null, null, null, null, null, null, 0, 0, List.of()),
                List.of());
    }

    boolean promoted() {
        return ended.contains(EnsurePromoted.NAME);
    }

    JobResult result() {
        if (!promoted()) {
            return JobResult.left(List.of(
                    "find out whether the target takes writes, and start no other primary before that is clear"));
        }
        List<String> next = new ArrayList<>();
        PromotionResult result = switch (asked.request().mode()) {
            case SWITCHOVER -> switchover(next);
            case FAILOVER -> failover(next);
        };
        spec.leftOut()
                .forEach(host -> next.add(
                        "%s was left out because it could not be reached: ask for its rejoin when it answers again, and drop its slot on the old primary"
                                .formatted(host)));
        return JobResult.of(result, next);
    }

    private PromotionResult switchover(List<String> next) {
        Optional<EnsurePromoted.Change> promotion =
                evidence.change(EnsurePromoted.NAME, EnsurePromoted.Change.class, json);
        Optional<EnsureWritesAccepted.Change> writes =
                evidence.change(EnsureWritesAccepted.NAME, EnsureWritesAccepted.Change.class, json);
        Optional<Proof> proof = promotion.map(change -> new Proof(
                change.shutdownCheckpoint(),
                change.received(),
                change.replayed(),
                writes.map(written -> written.fork().lsn()).orElse(null),
                writes.isPresent(),
                ended.contains(UNMOVED)));
        if (writes.isEmpty()) {
            next.add(
                    "the row that was written to the old primary just before was not seen on the new one: compare the two");
        }
        if (spec.rejoin() && !ended.contains(STREAMING)) {
            next.add(
                    "the old primary does not follow yet; it stays closed for starts until it would start as a standby: ask for its rejoin");
        }
        boolean proved = proof.filter(held -> held.sentinelSeen() && held.oldPrimaryUnmoved())
                .isPresent();
        return new PromotionResult(
                asked.targetNodeId(),
                asked.primaryNodeId(),
                promotion.map(EnsurePromoted.Change::timeline).orElse(null),
                writes.map(change -> change.fork().timeline()).orElse(null),
                writes.map(EnsureWritesAccepted.Change::writesStoppedForMilliseconds)
                        .orElse(null),
                proved ? 0 : null,
                proof.orElse(null),
                null,
                following(),
                spec.siblings().size() + (spec.rejoin() ? 1 : 0),
                cutOver(next));
    }

    private PromotionResult failover(List<String> next) {
        Optional<EnsureTakenOver.Change> promotion =
                evidence.change(EnsurePromoted.NAME, EnsureTakenOver.Change.class, json);
        Optional<EnsureFirstCommit.Change> commit =
                evidence.change(EnsureFirstCommit.NAME, EnsureFirstCommit.Change.class, json);
        boolean fenced = ended.contains(EnsureFenced.NAME);
        next.add(
                fenced
                        ? "the old primary is stopped and closed for starts: ask for its rejoin (node %s)"
                                .formatted(asked.primaryNodeId())
                        : "nobody knows whether the old primary still takes writes: see to it that it is off or cut off from its clients, and ask for its rejoin when its host answers again (node %s)"
                                .formatted(asked.primaryNodeId()));
        boolean none = promotion
                .filter(change -> change.complete() && change.knownBytes() == 0)
                .isPresent();
        return new PromotionResult(
                asked.targetNodeId(),
                asked.primaryNodeId(),
                promotion.map(EnsureTakenOver.Change::timeline).orElse(null),
                commit.map(change -> change.fork().timeline()).orElse(null),
                null,
                none ? 0 : null,
                null,
                promotion
                        .map(change -> new Loss(
                                change.knownBytes(),
                                change.complete(),
                                change.received(),
                                change.newestCommitAt() == null ? null : Instant.parse(change.newestCommitAt()),
                                fenced))
                        .orElse(null),
                following(),
                spec.siblings().size(),
                cutOver(next));
    }

    private List<CutOverEnd> cutOver(List<String> next) {
        return asked.cutOverSteps().stream().map(step -> cutOver(step, next)).toList();
    }

    private CutOverEnd cutOver(CutOverStep step, List<String> next) {
        String name = CutOver.stepName(step.name());
        CutOverOutcome outcome = asked.leftOutSteps().contains(step)
                ? CutOverOutcome.LEFT_OUT
                : !ended.contains(name)
                        ? CutOverOutcome.NOT_DONE
                        : evidence.change(name).isPresent() ? CutOverOutcome.CHANGED : CutOverOutcome.UNCHANGED;
        switch (outcome) {
            case NOT_DONE ->
                next.add("cut-over step %s is not done: mend what is said of it, and do by hand: %s"
                        .formatted(step.name(), step.inWords()));
            case LEFT_OUT ->
                next.add("cut-over step %s was left out because its host could not be reached; do by hand: %s"
                        .formatted(step.name(), step.inWords()));
            case CHANGED, UNCHANGED -> {}
        }
        return new CutOverEnd(step.name(), step.inWords(), outcome);
    }

    private int following() {
        return (int) ended.stream().filter(step -> step.startsWith(STREAMING)).count();
    }
}
