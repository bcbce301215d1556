package io.understudy.cutover;

import io.understudy.problem.ProblemType;
import io.understudy.step.Check;
import io.understudy.step.Side;
import io.understudy.step.Target;
import java.util.List;

/// Every host of the cut-over steps can be reached. A failover leaves out those of a host that is gone, and that is
/// said: the application's dead host keeps nobody from having a primary.
public record CheckCutOverHosts(List<CutOverStep> leftOut) implements Check {
    @Override
    public String name() {
        return "check-cut-over-hosts";
    }

    @Override
    public Side side() {
        return Side.STANDBY;
    }

    @Override
    public List<Finding> look(Target target) {
        String limit = "every cut-over step's host can be reached";
        return leftOut.isEmpty()
                ? List.of(Finding.ok("none left out", limit))
                : leftOut.stream()
                        .map(step -> Finding.warning(
                                ProblemType.HOST_UNREACHABLE,
                                "the host of %s cannot be reached".formatted(step.name()),
                                limit,
                                "cut-over step %s (%s) is left out; do it by hand when its host answers again"
                                        .formatted(step.name(), step.inWords())))
                        .toList();
    }
}
