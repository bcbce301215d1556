package io.understudy.promotion;

import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.ssh.RemoteCommand;
import io.understudy.step.Check;
import io.understudy.step.Side;
import io.understudy.step.Target;
import java.time.Duration;
import java.util.List;

/// The old primary cannot take writes any more: its host can be reached, so it is stopped there and
/// closed for starts. Otherwise nobody knows, and the request has to accept that.
final class CheckFence implements Check {
    private static final String LIMIT = "the old primary's host can be reached";
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final PromotionSpec.Risk risk;

    CheckFence(PromotionSpec.Risk risk) {
        this.risk = risk;
    }

    @Override
    public String name() {
        return "check-fence";
    }

    @Override
    public Side side() {
        return Side.PRIMARY;
    }

    @Override
    public List<Finding> look(Target target) {
        try {
            target.primary().ssh().output(RemoteCommand.of("true").within(PATIENCE));
            return List.of(answers(risk));
        } catch (ProblemException unreachable) {
            return List.of(silent(risk, unreachable.detail()));
        }
    }

    static Finding answers(PromotionSpec.Risk risk) {
        return risk.primaryReachable()
                ? Finding.ok("it answers; the instance there is stopped and closed for starts", LIMIT)
                : Finding.blocking(
                        ProblemType.FENCE_UNPROVED,
                        "it answers again",
                        LIMIT,
                        "it did not when the request came: send it again, and the old primary is stopped first");
    }

    static Finding silent(PromotionSpec.Risk risk, String why) {
        return risk.acceptSplitBrain()
                ? Finding.warning(
                        ProblemType.FENCE_UNPROVED,
                        why,
                        LIMIT,
                        "nobody knows whether the old primary still takes writes; the request accepts that")
                : Finding.blocking(
                        ProblemType.FENCE_UNPROVED,
                        why,
                        LIMIT,
                        "nobody knows whether the old primary still takes writes: switch its host off, and accept the rest in acceptSplitBrainRisk");
    }
}
