package io.understudy.promotion;

import io.understudy.problem.ProblemType;
import io.understudy.step.PreflightCheck;
import io.understudy.step.Side;
import io.understudy.step.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Nobody else streams from the primary, and it has no slot that the target lacks: such a reader holds the
/// stop, and does not find the new primary by itself.
final class CheckOtherSenders implements PreflightCheck {
    private final PromotionSpec spec;

    CheckOtherSenders(PromotionSpec spec) {
        this.spec = spec;
    }

    /// @param names of walsenders that belong to no node of the cluster
    /// @param logical names of logical slots
    record Facts(List<String> names, List<String> logical) {}

    @Override
    public String name() {
        return "check-other-senders";
    }

    @Override
    public Side side() {
        return Side.PRIMARY;
    }

    @Override
    public List<Finding> findings(Target target) {
        String known = Stream.concat(
                        Stream.of(spec.forth().standbyAddress()),
                        spec.siblings().stream().map(sibling -> sibling.link().standbyAddress()))
                .collect(Collectors.joining(",", "{", "}"));
        return findings(target.primary()
                .psql()
                .rows(Facts.class, """
                        SELECT coalesce((SELECT json_agg(application_name) FROM pg_stat_replication
                                          WHERE coalesce(host(client_addr), '') <> ALL (:'known') OR state = 'backup'
                                             OR application_name IN ('pg_receivewal', 'pg_receivexlog')), '[]') AS names,
                               coalesce((SELECT json_agg(slot_name) FROM pg_replication_slots
                                          WHERE slot_type = 'logical'), '[]') AS logical
                        """, Map.of("known", known))
                .getFirst());
    }

    static List<Finding> findings(Facts facts) {
        List<Finding> findings = new ArrayList<>();
        warning(ProblemType.OTHER_WALSENDER, facts.names(), "they may hold the stop, and do not follow by themselves")
                .ifPresent(findings::add);
        warning(ProblemType.LOGICAL_SLOT_LOST, facts.logical(), "logical slots stay behind on the old primary")
                .ifPresent(findings::add);
        return findings.isEmpty() ? List.of(Finding.ok("none", "none but the cluster's standbys")) : findings;
    }

    private static Optional<Finding> warning(ProblemType problem, List<String> names, String detail) {
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of(Finding.warning(problem, String.join(", ", names), "none", detail));
    }
}
