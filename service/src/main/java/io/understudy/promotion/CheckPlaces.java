package io.understudy.promotion;

import io.understudy.problem.ProblemType;
import io.understudy.standby.StandbyLink;
import io.understudy.step.PreflightCheck;
import io.understudy.step.Side;
import io.understudy.step.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The target has a walsender and a slot for everybody who is to follow it, and a walsender to spare.
final class CheckPlaces implements PreflightCheck {
    private final PromotionSpec spec;

    CheckPlaces(PromotionSpec spec) {
        this.spec = spec;
    }

    /// @param slots used by others than those who are to follow
    record Facts(int maxWalsenders, int walsenders, int maxSlots, int slots) {}

    @Override
    public String name() {
        return "check-places";
    }

    @Override
    public Side side() {
        return Side.STANDBY;
    }

    @Override
    public List<Finding> findings(Target target) {
        List<String> slots = Stream.concat(
                        Stream.of(spec.back()), spec.siblings().stream().map(PromotionSpec.Sibling::link))
                .map(StandbyLink::slot)
                .flatMap(Optional::stream)
                .toList();
        Facts facts = target.standby()
                .psql()
                .rows(Facts.class, """
                        SELECT current_setting('max_wal_senders')::int AS max_walsenders,
                               (SELECT count(*) FROM pg_stat_replication) AS walsenders,
                               current_setting('max_replication_slots')::int AS max_slots,
                               (SELECT count(*) FROM pg_replication_slots WHERE slot_name <> ALL (:'slots')) AS slots
                        """, Map.of("slots", slots.stream().collect(Collectors.joining(",", "{", "}"))))
                .getFirst();
        int followers = 1 + spec.siblings().size();
        return List.of(
                finding(
                        ProblemType.NO_FREE_WALSENDER,
                        "walsenders",
                        facts.maxWalsenders(),
                        facts.walsenders(),
                        followers + 1),
                finding(ProblemType.NO_FREE_SLOT, "slots", facts.maxSlots(), facts.slots(), followers));
    }

    static Finding finding(ProblemType problem, String what, int max, int used, int needed) {
        String value = "%d of %d %s used".formatted(used, max, what);
        String limit = "%d free".formatted(needed);
        return max - used >= needed
                ? Finding.ok(value, limit)
                : Finding.blocking(problem, value, limit, "not everybody could follow the target");
    }
}
