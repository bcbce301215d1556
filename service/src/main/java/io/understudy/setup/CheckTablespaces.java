package io.understudy.setup;

import io.understudy.problem.ProblemType;
import io.understudy.step.PreflightCheck;
import io.understudy.step.Side;
import io.understudy.step.Target;
import java.util.List;
import java.util.stream.Collectors;

/// The primary keeps all of its data below its data directory. A tablespace would be copied to the same path on the
/// standby's host, whatever is there.
final class CheckTablespaces implements PreflightCheck {
    record Tablespace(String name, String location) {}

    @Override
    public String name() {
        return "check-tablespaces";
    }

    @Override
    public Side side() {
        return Side.PRIMARY;
    }

    @Override
    public List<Finding> findings(Target target) {
        return List.of(finding(target.primary().psql().rows(Tablespace.class, """
                SELECT spcname AS name, pg_tablespace_location(oid) AS location
                  FROM pg_tablespace
                 WHERE spcname NOT IN ('pg_default', 'pg_global')
                 ORDER BY spcname
                """)));
    }

    static Finding finding(List<Tablespace> tablespaces) {
        if (tablespaces.isEmpty()) {
            return Finding.ok("none", "none");
        }
        String places =
                tablespaces.stream().map(t -> t.name() + " in " + t.location()).collect(Collectors.joining(", "));
        return Finding.blocking(
                ProblemType.TABLESPACE_UNSUPPORTED, places, "none", "a cluster with tablespaces cannot be set up yet");
    }
}
