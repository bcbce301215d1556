package io.understudy.promotion;

import io.understudy.problem.ProblemType;
import io.understudy.step.Check;
import io.understudy.step.Side;
import io.understudy.step.Target;
import java.util.List;

/// Every other standby can be reached. One that cannot be is left out, and that is said: it keeps nobody
/// else from having a primary, and is brought back by a rejoin.
final class CheckSiblings implements Check {
    private final List<String> leftOut;

    CheckSiblings(List<String> leftOut) {
        this.leftOut = leftOut;
    }

    @Override
    public String name() {
        return "check-siblings";
    }

    @Override
    public Side side() {
        return Side.STANDBY;
    }

    @Override
    public List<Finding> look(Target target) {
        String limit = "every other standby can be reached";
        return leftOut.isEmpty()
                ? List.of(Finding.ok("%d".formatted(target.siblings().size()), limit))
                : leftOut.stream()
                        .map(host -> Finding.warning(
                                ProblemType.HOST_UNREACHABLE,
                                host + " cannot be reached",
                                limit,
                                "%s is left out and will not follow the new primary; ask for its rejoin afterwards"
                                        .formatted(host)))
                        .toList();
    }
}
