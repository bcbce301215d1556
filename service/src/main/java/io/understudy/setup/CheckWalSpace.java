package io.understudy.setup;

import io.understudy.problem.ProblemType;
import io.understudy.ssh.RemoteCommand;
import io.understudy.step.PreflightCheck;
import io.understudy.step.Side;
import io.understudy.step.Target;
import java.util.List;

/// The primary's disk has room for the WAL that it keeps for a standby that is away. With a slot it keeps all of it,
/// until
/// the disk is full and the primary stops.
final class CheckWalSpace implements PreflightCheck {
    private static final long MEBIBYTE = 1024 * 1024;

    private final SetupSpec spec;

    CheckWalSpace(SetupSpec spec) {
        this.spec = spec;
    }

    private record Usual(long bytes) {}

    @Override
    public String name() {
        return "check-wal-space";
    }

    @Override
    public Side side() {
        return Side.PRIMARY;
    }

    @Override
    public List<Finding> findings(Target target) {
        long usual = target.primary()
                .psql()
                .row(Usual.class, "SELECT pg_size_bytes(current_setting('max_wal_size')) AS bytes")
                .bytes();
        String wal = spec.primary().dataDirectory() + "/" + spec.version().walDirectory() + "/.";
        String free = target.primary()
                .ssh()
                .output(RemoteCommand.of(
                                "find", wal, "-maxdepth", "0", "-exec", "df", "-B1", "--output=avail,target", "{}", ";")
                        .as("root"));
        return List.of(finding(usual, spec.walKeepMegabytes() * MEBIBYTE, CheckDiskSpace.parse(free)));
    }

    /// @param usual `max_wal_size` in bytes: what the primary keeps anyway between two checkpoints
    /// @param keep bytes to keep instead of using a slot; 0 with a slot
    static Finding finding(long usual, long keep, CheckDiskSpace.Free free) {
        String value = "%s free on %s".formatted(new Bytes(free.bytes()), free.mountPoint());
        long wanted = usual + Math.max(usual, keep);
        String limit = "at least %s, better much more".formatted(new Bytes(wanted));
        return free.bytes() >= wanted
                ? Finding.ok(value, limit)
                : Finding.warning(
                        ProblemType.DISK_TOO_SMALL,
                        value,
                        limit,
                        keep > 0
                                ? "the WAL to be kept may fill the primary's disk"
                                : "a standby that is away for long may fill the primary's disk through its slot");
    }
}
