package io.understudy.promotion;

import io.understudy.problem.ProblemType;
import io.understudy.step.PreflightCheck;
import io.understudy.step.Side;
import io.understudy.step.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// The old primary can be a standby of the target: a hot standby does not start with less room than its
/// primary has (manual, 27.4.3), nor does it follow one that writes too little WAL.
final class CheckSettingsFit implements PreflightCheck {
    private final PromotionSpec spec;

    CheckSettingsFit(PromotionSpec spec) {
        this.spec = spec;
    }

    /// Each at least as large on the standby as on its primary.
    private static final List<String> ROOM = List.of(
            "max_connections", "max_prepared_transactions", "max_locks_per_transaction", "max_worker_processes");

    private static final String SENDERS = "max_wal_senders";

    private record Row(String name, String setting) {}

    @Override
    public String name() {
        return "check-settings-fit";
    }

    @Override
    public Side side() {
        return Side.PRIMARY;
    }

    @Override
    public List<Finding> findings(Target target) {
        return findings(
                read(target, Side.PRIMARY),
                read(target, Side.STANDBY),
                spec.version().walSendersBindStandby());
    }

    private static Map<String, String> read(Target target, Side side) {
        return target.on(side).psql().rows(Row.class, """
                        SELECT name, setting FROM pg_settings
                         WHERE name IN ('max_connections', 'max_prepared_transactions', 'max_locks_per_transaction',
                                        'max_worker_processes', 'max_wal_senders', 'wal_level', 'hot_standby')
                        """).stream().collect(Collectors.toMap(Row::name, Row::setting));
    }

    static List<Finding> findings(Map<String, String> old, Map<String, String> target, boolean sendersCount) {
        List<Finding> findings = new ArrayList<>();
        for (String name : ROOM) {
            room(name, old, target, findings);
        }
        if (sendersCount) {
            room(SENDERS, old, target, findings);
        }
        wants("hot_standby", !"off".equals(old.get("hot_standby")), "on", "the old primary", old, findings);
        wants("wal_level", !"minimal".equals(target.get("wal_level")), "not minimal", "the target", target, findings);
        return findings.isEmpty() ? List.of(Finding.ok("they fit", "as large as on the target")) : findings;
    }

    private static void room(String name, Map<String, String> old, Map<String, String> target, List<Finding> findings) {
        int has = Integer.parseInt(old.getOrDefault(name, "0"));
        int needs = Integer.parseInt(target.getOrDefault(name, "0"));
        if (has < needs) {
            findings.add(Finding.blocking(
                    ProblemType.SETTINGS_UNFIT,
                    "%s = %d".formatted(name, has),
                    "at least %d, as on the target".formatted(needs),
                    "the old primary would not start as the target's standby"));
        }
    }

    private static void wants(
            String name, boolean fits, String limit, String where, Map<String, String> is, List<Finding> findings) {
        if (!fits) {
            findings.add(Finding.blocking(
                    ProblemType.SETTINGS_UNFIT,
                    "%s = %s".formatted(name, Objects.requireNonNullElse(is.get(name), "?")),
                    limit,
                    "%s is not set up for its new part".formatted(where)));
        }
    }
}
