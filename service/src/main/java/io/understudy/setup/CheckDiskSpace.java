package io.understudy.setup;

import io.understudy.problem.ProblemType;
import io.understudy.ssh.CommandResult;
import io.understudy.ssh.RemoteCommand;
import io.understudy.ssh.SshSession;
import io.understudy.step.PreflightCheck;
import io.understudy.step.Side;
import io.understudy.step.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The standby's disk has room for the copy.
///
/// Data that is there already frees nothing, even when it is to be deleted: it goes only once the copy is complete.
final class CheckDiskSpace implements PreflightCheck {
    private static final long MEBIBYTE = 1024 * 1024;
    private static final Pattern USED = Pattern.compile("(?m)^used (\\d+)\\s");
    private static final Pattern FREE = Pattern.compile("(?m)^\\s*(\\d+) (/.*)$");

    private final SetupSpec spec;

    CheckDiskSpace(SetupSpec spec) {
        this.spec = spec;
    }

    /// @param databases bytes of all databases of the primary
    /// @param wal bytes of WAL that the primary keeps in its usual course
    record Needed(long databases, long wal) {
        /// A tenth more, for what the primary writes meanwhile and what belongs to no database.
        long bytes() {
            return (databases + wal) / 10 * 11;
        }
    }

    /// @param bytes free for the user postgres, what an earlier copy of ours holds included
    record Free(long bytes, String mountPoint) {}

    @Override
    public String name() {
        return "check-disk-space";
    }

    @Override
    public Side side() {
        return Side.STANDBY;
    }

    @Override
    public List<Finding> findings(Target target) {
        if (DataDirectory.read(target.standby()).isStandbyOf(spec.systemIdentifier())) {
            return List.of(Finding.ok("the copy is there already", "room for the copy"));
        }
        Needed primary = target.primary().psql().row(Needed.class, """
                SELECT (SELECT sum(pg_database_size(oid)) FROM pg_database)::bigint AS databases,
                       least(%s, pg_size_bytes(current_setting('max_wal_size')))::bigint AS wal
                """.formatted(
                        spec.version().walBytes()));
        Needed needed = new Needed(primary.databases(), primary.wal() + spec.walKeepMegabytes() * MEBIBYTE);
        return List.of(finding(needed, free(target.standby().ssh())));
    }

    /// The copy is made beside the data directory, so what counts is the nearest folder above it that exists.
    private Free free(SshSession ssh) {
        String staging = spec.standby().stagingDirectory();
        List<String> words = new ArrayList<>(List.of("find", "-H"));
        for (String path = staging; !path.isEmpty(); path = path.substring(0, path.lastIndexOf('/'))) {
            words.add(path);
        }
        words.addAll(List.of(
                "/",
                "-maxdepth",
                "0",
                "(",
                "-path",
                staging,
                "-printf",
                "used ",
                "-exec",
                "du",
                "-sx",
                "-B1",
                "{}",
                ";"));
        words.addAll(List.of("-o", "-exec", "df", "-B1", "--output=avail,target", "{}", ";", ")"));
        RemoteCommand find = RemoteCommand.of(words).as("root");
        CommandResult result = ssh.run(find);
        return parse(
                result instanceof CommandResult.Exited(int status, String stdout, var _) && status == 1
                        ? stdout
                        : ssh.output(find, result));
    }

    static Free parse(String found) {
        Matcher used = USED.matcher(found);
        long reusable = used.find() ? Long.parseLong(used.group(1)) : 0;
        Matcher free = FREE.matcher(found);
        if (!free.find()) {
            throw new IllegalStateException("df shows no free space: " + found);
        }
        return new Free(Long.parseLong(free.group(1)) + reusable, free.group(2));
    }

    static Finding finding(Needed needed, Free free) {
        String value = "%s free on %s".formatted(new Bytes(free.bytes()), free.mountPoint());
        String limit = "at least " + new Bytes(needed.bytes());
        return free.bytes() >= needed.bytes()
                ? Finding.ok(value, limit)
                : Finding.blocking(
                        ProblemType.DISK_TOO_SMALL,
                        value,
                        limit,
                        "databases of %s, WAL of %s, and a tenth more"
                                .formatted(new Bytes(needed.databases()), new Bytes(needed.wal())));
    }
}
