package io.understudy.setup;

import io.understudy.postgres.HostFiles.HostFile;
import io.understudy.problem.ProblemType;
import io.understudy.step.PreflightCheck;
import io.understudy.step.Side;
import io.understudy.step.Target;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// When the standby's host has an instance of the wanted name already, its configuration leads to the data directory
/// that
/// we look at. Otherwise starting the standby would start whatever database lies elsewhere.
final class CheckInstance implements PreflightCheck {
    private static final Pattern DATA_DIRECTORY =
            Pattern.compile("(?mi)^[ \\t]*data_directory[ \\t]*=?[ \\t]*'?([^'#\\s]*)");

    private final SetupSpec spec;

    CheckInstance(SetupSpec spec) {
        this.spec = spec;
    }

    @Override
    public String name() {
        return "check-instance";
    }

    @Override
    public Side side() {
        return Side.STANDBY;
    }

    @Override
    public List<Finding> findings(Target target) {
        String path = spec.standby().configDirectory() + "/postgresql.conf";
        Optional<String> conf = target.standby().files().read(path).map(HostFile::text);
        return List.of(conf.map(text -> finding(spec.standby().dataDirectory(), path, text))
                .orElseGet(
                        () -> Finding.ok("no configuration yet", spec.standby().dataDirectory())));
    }

    /// The last of several lines counts; without any, the directory of the configuration is the data directory.
    static Finding finding(String wanted, String path, String conf) {
        String configured = DATA_DIRECTORY
                .matcher(conf)
                .results()
                .map((MatchResult line) -> line.group(1))
                .reduce((_, last) -> last)
                .orElse("");
        return configured.equals(wanted)
                ? Finding.ok(configured, wanted)
                : Finding.blocking(
                        ProblemType.INSTANCE_ELSEWHERE,
                        configured.isEmpty() ? "no data_directory" : configured,
                        wanted,
                        "%s names another data directory".formatted(path));
    }
}
