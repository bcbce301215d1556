package io.understudy.standby;

import io.understudy.problem.ProblemType;
import io.understudy.step.PreflightCheck;
import io.understudy.step.Side;
import io.understudy.step.Target;
import java.util.List;

/// The primary writes so that a crash cannot damage its data. One that does not would hand the damage on to its
/// standby.
public final class CheckFsync implements PreflightCheck {
    record Off(String name) {}

    @Override
    public String name() {
        return "check-fsync";
    }

    @Override
    public Side side() {
        return Side.PRIMARY;
    }

    @Override
    public List<Finding> findings(Target target) {
        return List.of(finding(target.primary().psql().rows(Off.class, """
                SELECT name FROM pg_settings WHERE name IN ('fsync', 'full_page_writes') AND setting = 'off' ORDER BY name
                """)));
    }

    static Finding finding(List<Off> off) {
        String limit = "fsync and full_page_writes on";
        if (off.isEmpty()) {
            return Finding.ok("on", limit);
        }
        String names = String.join(" and ", off.stream().map(Off::name).toList());
        return Finding.warning(
                ProblemType.UNSAFE_SETTINGS, names + " off", limit, "a crash of the primary can damage its data");
    }
}
