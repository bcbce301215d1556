package io.understudy.setup;

import io.understudy.problem.ProblemType;
import io.understudy.step.PreflightCheck;
import io.understudy.step.Side;
import io.understudy.step.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The primary has walsenders and a slot to spare. The setup raises the limits where they fall short, which takes a
/// restart of the primary.
final class CheckWalSenders implements PreflightCheck {
    /// Two for the base backup and its WAL, one for the standby.
    private static final int NEEDED = 3;

    private final SetupSpec spec;

    CheckWalSenders(SetupSpec spec) {
        this.spec = spec;
    }

    /// @param walsenders used by others than this standby
    /// @param slots used by others than this standby
    record Facts(int maxWalsenders, int walsenders, int maxSlots, int slots) {}

    @Override
    public String name() {
        return "check-wal-senders";
    }

    @Override
    public Side side() {
        return Side.PRIMARY;
    }

    @Override
    public List<Finding> findings(Target target) {
        Facts facts = target.primary()
                .psql()
                .rows(
                        Facts.class,
                        """
                        SELECT current_setting('max_wal_senders')::int AS max_walsenders,
                               (SELECT count(*) FROM pg_stat_replication WHERE application_name <> :'standby') AS walsenders,
                               current_setting('max_replication_slots')::int AS max_slots,
                               (SELECT count(*) FROM pg_replication_slots WHERE slot_name <> :'slot') AS slots
                        """,
                        Map.of(
                                "standby",
                                spec.applicationName(),
                                "slot",
                                spec.slot().orElse("")))
                .getFirst();
        return findings(spec, facts);
    }

    static List<Finding> findings(SetupSpec spec, Facts facts) {
        List<Finding> findings = new ArrayList<>();
        findings.add(finding(
                spec,
                ProblemType.NO_FREE_WALSENDER,
                "max_wal_senders",
                facts.maxWalsenders(),
                facts.walsenders(),
                NEEDED));
        if (spec.slot().isPresent()) {
            findings.add(finding(
                    spec, ProblemType.NO_FREE_SLOT, "max_replication_slots", facts.maxSlots(), facts.slots(), 1));
        }
        return findings;
    }

    private static Finding finding(SetupSpec spec, ProblemType problem, String setting, int max, int used, int needed) {
        String value = "%d of %d used".formatted(used, max);
        String limit = "%d free".formatted(needed);
        if (max - used >= needed) {
            return Finding.ok(value, limit);
        }
        return spec.allowPrimaryRestart()
                ? Finding.ok("%s; the setup raises %s".formatted(value, setting), limit)
                : Finding.blocking(
                        problem,
                        value,
                        limit,
                        "raising %s takes a restart of the primary, which the request does not allow"
                                .formatted(setting));
    }
}
