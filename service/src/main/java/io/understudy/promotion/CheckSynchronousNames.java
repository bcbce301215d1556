package io.understudy.promotion;

import io.understudy.problem.ProblemType;
import io.understudy.step.PreflightCheck;
import io.understudy.step.Side;
import io.understudy.step.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Once it is the primary, the target does not wait for a standby that nobody is: every commit would hang.
final class CheckSynchronousNames implements PreflightCheck {
    private final PromotionSpec spec;

    CheckSynchronousNames(PromotionSpec spec) {
        this.spec = spec;
    }

    /// `FIRST 2 (a, b)`, `ANY 1 (a, b)`, `2 (a, b)` or `a, b` (manual, 20.6.1).
    private static final Pattern COUNTED = Pattern.compile("(?i)\\s*(?:(?:FIRST|ANY)\\s+)?(\\d+)\\s*\\((.*)\\)\\s*");

    private record Names(String names) {}

    @Override
    public String name() {
        return "check-synchronous-names";
    }

    @Override
    public Side side() {
        return Side.STANDBY;
    }

    @Override
    public List<Finding> findings(Target target) {
        String names = target.standby()
                .psql()
                .row(Names.class, "SELECT current_setting('synchronous_standby_names') AS names")
                .names();
        List<String> siblings = spec.siblings().stream()
                .map(sibling -> sibling.link().applicationName())
                .toList();
        List<String> all = new ArrayList<>(siblings);
        if (spec.rejoin()) {
            all.add(spec.back().applicationName());
        }
        return List.of(finding(names, siblings, all));
    }

    /// @param siblings who follow at once
    /// @param all with the old primary, which follows a little later
    static Finding finding(String names, List<String> siblings, List<String> all) {
        String limit = "names of standbys that there will be: " + String.join(", ", all);
        if (names.isBlank()) {
            return Finding.ok("none", limit);
        }
        Matcher counted = COUNTED.matcher(names);
        boolean counts = counted.matches();
        int needed = counts ? Integer.parseInt(counted.group(1)) : 1;
        List<String> wanted = Stream.of((counts ? counted.group(2) : names).split(","))
                .map(name -> name.strip().replace("\"", ""))
                .toList();
        if (present(wanted, all) < needed) {
            return Finding.blocking(
                    ProblemType.SYNCHRONOUS_STANDBY_MISSING,
                    names,
                    limit,
                    "commits on the target would wait for standbys that there are not");
        }
        return present(wanted, siblings) < needed
                ? Finding.warning(
                        ProblemType.SYNCHRONOUS_STANDBY_MISSING,
                        names,
                        limit,
                        "commits on the target wait until the old primary follows it")
                : Finding.ok(names, limit);
    }

    private static long present(List<String> wanted, List<String> there) {
        return there.stream()
                .filter(name -> wanted.contains("*") || wanted.stream().anyMatch(name::equalsIgnoreCase))
                .count();
    }
}
