package io.understudy.job;

import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@Schema(description = "What a job would do if it ran now. Nothing on any host was written to find out.")
public record JobPlan(
        @Schema(
                description =
                        "Send it with the real request to have exactly this plan carried out, or a 409 that says what differs.",
                examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d")
        String planId,

        @Schema(description = "False when a check or a step stands in the way.", examples = "true")
        boolean possible,

        @Schema(description = "Whether PostgreSQL on the primary is restarted.", examples = "true")
        boolean restartsPrimary,

        @Schema(description = "Bytes that the base backup copies; 0 when there is none.", examples = "1073741824")
        long bytesToCopy,

        @Schema(
                description =
                        "Name of the step that cannot be taken back: until it is attempted, any failure puts back what was. Absent when everything can be taken back.",
                examples = "ensure-promoted")
        @Nullable
        String pointOfNoReturn,

        @Schema(description = "Everything the preflight asked, good and bad.")
        List<CheckView> checks,

        @Schema(description = "The steps in the order they would run.")
        List<PlannedStep> steps) {
    /// What has changed since an earlier plan was made, in sentences; empty when that plan still holds.
    /// The size of the copy is an estimate that moves with every write, so it does not count.
    List<String> differencesFrom(JobPlan earlier) {
        Map<String, PlannedStep> planned =
                earlier.steps.stream().collect(Collectors.toMap(PlannedStep::name, Function.identity()));
        Stream<String> changed = steps.stream()
                .filter(step -> !step.sameAs(planned.get(step.name())))
                .map(step -> "%s on %s: planned %s, now %s"
                        .formatted(step.name(), step.host(), said(planned.get(step.name())), said(step)));
        Set<String> now = steps.stream().map(PlannedStep::name).collect(Collectors.toSet());
        Stream<String> gone = earlier.steps.stream()
                .filter(step -> !now.contains(step.name()))
                .map(step -> "%s on %s: planned %s, now nothing".formatted(step.name(), step.host(), said(step)));
        return Stream.of(changed, gone, order(earlier)).flatMap(all -> all).toList();
    }

    /// The same steps in another order are another plan.
    private Stream<String> order(JobPlan earlier) {
        List<String> now = steps.stream().map(PlannedStep::name).toList();
        List<String> then = earlier.steps.stream().map(PlannedStep::name).toList();
        return now.equals(then) || !Set.copyOf(now).equals(Set.copyOf(then))
                ? Stream.of()
                : Stream.of("the order of the steps: planned %s, now %s".formatted(then, now));
    }

    /// @throws ProblemException [ProblemType#PLAN_STALE] with `differences` unless the plan still holds now
    void refuseUnlessSame(JobPlan now) {
        List<String> differences = now.differencesFrom(this);
        if (!differences.isEmpty()) {
            throw new ProblemException(ProblemType.PLAN_STALE, String.join("; ", differences))
                    .with("differences", differences);
        }
    }

    private static String said(@Nullable PlannedStep step) {
        return step == null
                ? "nothing"
                : step.summary() == null ? step.action().name() : step.action() + " (" + step.summary() + ")";
    }
}
