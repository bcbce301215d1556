package io.understudy.rejoin;

import io.understudy.problem.ProblemType;
import io.understudy.step.PreflightCheck;
import io.understudy.step.Side;
import io.understudy.step.Target;
import java.util.List;
import java.util.Optional;

/// How the node comes back, and that the request allows what that takes.
final class CheckHistories implements PreflightCheck {
    private final RejoinSpec spec;

    CheckHistories(RejoinSpec spec) {
        this.spec = spec;
    }

    @Override
    public String name() {
        return "check-histories";
    }

    @Override
    public Side side() {
        return Side.STANDBY;
    }

    @Override
    public List<Finding> findings(Target target) {
        Way way = Way.of(target.primary(), target.standby(), spec.link());
        Optional<String> obstacle = way instanceof Way.Diverged
                ? Rewindable.obstacle(target.standby(), spec.link().standby())
                : Optional.empty();
        return List.of(finding(way, obstacle, spec));
    }

    /// @param obstacle why it cannot be rewound
    static Finding finding(Way way, Optional<String> obstacle, RejoinSpec spec) {
        return switch (way) {
            case Way.Attach(String why) ->
                Finding.ok((spec.copyAgain() ? "COPY, as asked: " : "ATTACH: ") + why, "nothing of its own");
            case Way.Diverged diverged -> diverged(diverged, obstacle, spec);
            case Way.Unclear(String why) -> unclear(why, spec);
        };
    }

    private static Finding diverged(Way.Diverged way, Optional<String> obstacle, RejoinSpec spec) {
        String method = spec.copyAgain() ? "COPY, as asked" : obstacle.isEmpty() ? "REWIND" : "COPY";
        String value = "%s: %s; at least %d bytes of WAL are discarded".formatted(method, way.why(), way.bytes());
        String limit = spec.discardDivergent() ? "what it wrote may be discarded" : "nothing is discarded";
        if (!spec.discardDivergent()) {
            return Finding.blocking(
                    ProblemType.DIVERGENCE_NOT_ACCEPTED,
                    value,
                    limit,
                    "send discardDivergent: true to have it discarded; the WAL is kept aside");
        }
        return obstacle.filter(_ -> !spec.copyAgain())
                .map(why -> Finding.blocking(
                        ProblemType.COPY_NEEDED,
                        value,
                        "a node that can be rewound, or copyAgain",
                        "it cannot be rewound: " + why))
                .orElseGet(() ->
                        Finding.warning(ProblemType.OLD_PRIMARY_DIVERGED, value, limit, "the request allows that"));
    }

    private static Finding unclear(String why, RejoinSpec spec) {
        String limit = "a history that leads to the primary's, or copyAgain with discardDivergent";
        return spec.copyAgain() && spec.discardDivergent()
                ? Finding.warning(
                        ProblemType.OLD_PRIMARY_DIVERGED,
                        "COPY, as asked: " + why,
                        limit,
                        "how much is discarded is not known")
                : Finding.blocking(
                        ProblemType.COPY_NEEDED,
                        "COPY: " + why,
                        limit,
                        "only a new copy is safe, and has to be asked for");
    }
}
