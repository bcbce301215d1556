package io.understudy.postgres;

import io.understudy.problem.ProblemException;
import io.understudy.ssh.CommandResult;
import io.understudy.ssh.RemoteCommand;
import io.understudy.ssh.SshSession;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where the WAL of an instance ends that is not running.
///
/// @param lastRecord where its last record begins: whoever has replayed beyond that place has all of it
/// @param timeline of that record
public record WalEnd(Lsn lastRecord, int timeline) {
    /// All WAL since the last checkpoint is read.
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /// `error in WAL record at 0/3000148: invalid record length at 0/3000180: wanted 24, got 0`
    private static final Pattern LAST = Pattern.compile("error in WAL record at ([0-9A-F]+/[0-9A-F]+):");

    /// A server that was stopped in order says where it ended. After a crash the end is where reading on
    /// from the last checkpoint finds no valid record any more.
    ///
    /// @return empty when the end could not be read
    public static Optional<WalEnd> of(SshSession ssh, Instance instance) {
        PgControl control = PgControl.read(ssh, instance);
        if (control.shutDown()) {
            return Optional.of(new WalEnd(control.checkpoint(), control.timeline()));
        }
        RemoteCommand dump = RemoteCommand.of(
                        instance.program(instance.version().walDump()),
                        "-p",
                        instance.dataDirectory() + "/" + instance.version().walDirectory(),
                        "-t",
                        Integer.toString(control.timeline()),
                        "-s",
                        control.checkpoint().toString(),
                        "--stats")
                .as("postgres")
                .within(LIMIT);
        try {
            return ssh.run(dump) instanceof CommandResult.Exited(var _, var _, String said)
                    ? parse(said).map(last -> new WalEnd(last, control.timeline()))
                    : Optional.empty();
        } catch (ProblemException refused) {
            return Optional.empty();
        }
    }

    static Optional<Lsn> parse(String said) {
        Matcher last = LAST.matcher(said);
        return last.find() ? Optional.of(Lsn.parse(last.group(1))) : Optional.empty();
    }
}
