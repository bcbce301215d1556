package io.understudy.promotion;

import io.understudy.problem.ProblemType;
import io.understudy.step.PreflightCheck;
import io.understudy.step.Side;
import io.understudy.step.Target;
import java.util.List;

/// The primary's archive keeps up: a stopping primary archives first what is finished, and a command that
/// hangs holds its process.
final class CheckArchiveBacklog implements PreflightCheck {
    private final PromotionSpec spec;

    CheckArchiveBacklog(PromotionSpec spec) {
        this.spec = spec;
    }

    private static final int FEW = 16;
    private static final int MANY = 128;

    /// @param ready finished segments that wait to be archived
    /// @param failing whether the last try failed
    record Facts(boolean on, int ready, boolean failing) {}

    @Override
    public String name() {
        return "check-archive-backlog";
    }

    @Override
    public Side side() {
        return Side.PRIMARY;
    }

    @Override
    public List<Finding> findings(Target target) {
        return List.of(finding(target.primary().psql().row(Facts.class, """
                SELECT current_setting('archive_mode') <> 'off' AS on,
                       (SELECT count(*) FROM pg_ls_dir('%s/archive_status') AS name WHERE name LIKE '%%.ready') AS ready,
                       coalesce(a.last_failed_time > coalesce(a.last_archived_time, '-infinity'), false) AS failing
                  FROM pg_stat_archiver a
                """.formatted(
                        spec.version().walDirectory()))));
    }

    static Finding finding(Facts facts) {
        String limit = "at most %d segments waiting, better %d".formatted(MANY, FEW);
        if (!facts.on()) {
            return Finding.ok("archiving is off", limit);
        }
        String value = "%d waiting%s".formatted(facts.ready(), facts.failing() ? ", the last try failed" : "");
        if (facts.failing() || facts.ready() > MANY) {
            return Finding.blocking(
                    ProblemType.ARCHIVE_BACKLOG, value, limit, "the old primary could not end while it archives");
        }
        return facts.ready() <= FEW
                ? Finding.ok(value, limit)
                : Finding.warning(
                        ProblemType.ARCHIVE_BACKLOG, value, limit, "the old primary ends only when these are archived");
    }
}
