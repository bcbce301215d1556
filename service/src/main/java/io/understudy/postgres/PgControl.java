package io.understudy.postgres;

import io.understudy.ssh.RemoteCommand;
import io.understudy.ssh.SshSession;
import java.util.List;
import java.util.stream.Stream;

/// What an instance's control file says of it, running or not.
///
/// The file is read as it is (`src/include/catalog/pg_control.h`): `pg_controldata` has to be of the
/// server's own major version, and is not installed everywhere.
///
/// @param systemIdentifier of the database
/// @param state `DBState`
/// @param checkpoint where the record of the last checkpoint begins
/// @param timeline of that checkpoint
public record PgControl(String systemIdentifier, int state, Lsn checkpoint, int timeline) {
    private static final int SHUT_DOWN = 1;
    private static final int SHUT_DOWN_IN_RECOVERY = 2;
    private static final int IN_ARCHIVE_RECOVERY = 5;
    /// Until 10 the file also had the checkpoint before the last one.
    private static final long FIRST_WITH_ONE_CHECKPOINT = 1100;

    /// Stopped as a primary, in order: nothing is written behind the checkpoint any more.
    public boolean shutDown() {
        return state == SHUT_DOWN;
    }

    /// As a standby leaves it, or a rewind.
    public boolean inRecovery() {
        return state == SHUT_DOWN_IN_RECOVERY || state == IN_ARCHIVE_RECOVERY;
    }

    public static PgControl read(SshSession ssh, Instance instance) {
        String file = instance.dataDirectory() + "/global/pg_control";
        RemoteCommand dump = RemoteCommand.of(
                        "find",
                        file,
                        "-maxdepth",
                        "0",
                        "-exec",
                        "od",
                        "-An",
                        "-v",
                        "-w64",
                        "-tu8",
                        "-tu4",
                        "-N64",
                        "{}",
                        ";")
                .as("root");
        return parse(ssh.output(dump));
    }

    /// @param dump the first 64 bytes as numbers of 8 bytes on the first line, and of 4 bytes on the second
    static PgControl parse(String dump) {
        List<List<String>> lines = dump.lines()
                .map(line -> Stream.of(line.strip().split("\\s+")).toList())
                .toList();
        List<String> eights = lines.get(0);
        List<String> fours = lines.get(1);
        boolean oneCheckpoint = Long.parseLong(fours.get(2)) >= FIRST_WITH_ONE_CHECKPOINT;
        return new PgControl(
                eights.getFirst(),
                Integer.parseInt(fours.get(4)),
                new Lsn(Long.parseUnsignedLong(eights.get(4))),
                Integer.parseInt(fours.get(oneCheckpoint ? 12 : 14)));
    }
}
