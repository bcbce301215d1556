package io.understudy.rejoin;

import io.understudy.postgres.Instance;
import io.understudy.problem.ProblemException;
import io.understudy.ssh.CommandResult;
import io.understudy.ssh.RemoteCommand;
import io.understudy.step.Node;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What `pg_rewind` needs on the host of the stray node: without hints in the WAL or checksums it does
/// not see every changed page (manual, pg_rewind).
final class Rewindable {
    private static final List<String> PROGRAMS = List.of("pg_rewind", "pg_controldata", "postgres");
    private static final Pattern HINTS = Pattern.compile("(?m)^wal_log_hints setting:\\s+on$");
    private static final Pattern CHECKSUMS = Pattern.compile("(?m)^Data page checksum version:\\s+[1-9]");
    private static final Pattern FULL_PAGES = Pattern.compile("(?m)^Latest checkpoint's full_page_writes:\\s+on$");

    private Rewindable() {}

    /// @return why it cannot be rewound; empty when nothing is known against it
    static Optional<String> obstacle(Node stray, Instance instance) {
        if (!instance.version().rewindsWithoutSuperuser()) {
            return Optional.of("pg_rewind of version %s logs in as a superuser, which our role is not"
                    .formatted(instance.version()));
        }
        try {
            List<String> programs = PROGRAMS.stream().map(instance::program).toList();
            List<String> allowed = stray.ssh().sudoRights("postgres", programs).allowed();
            if (!allowed.containsAll(programs)) {
                return Optional.of("sudo does not let %s run pg_rewind, pg_controldata and postgres as postgres"
                        .formatted(stray.ssh().user()));
            }
            RemoteCommand read = RemoteCommand.of(instance.program("pg_controldata"), "-D", instance.dataDirectory())
                    .as("postgres");
            return stray.ssh().run(read) instanceof CommandResult.Exited(int status, String text, var _) && status == 0
                    ? obstacle(text)
                    : Optional.of("pg_controldata cannot be run");
        } catch (ProblemException unknown) {
            return Optional.of(unknown.detail());
        }
    }

    static Optional<String> obstacle(String controlData) {
        if (!HINTS.matcher(controlData).find()
                && !CHECKSUMS.matcher(controlData).find()) {
            return Optional.of("it ran with wal_log_hints off and has no data checksums");
        }
        return FULL_PAGES.matcher(controlData).find()
                ? Optional.empty()
                : Optional.of("it ran with full_page_writes off");
    }
}
