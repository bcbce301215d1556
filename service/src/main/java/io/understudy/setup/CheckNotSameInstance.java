package io.understudy.setup;

import io.understudy.postgres.Instance;
import io.understudy.problem.ProblemType;
import io.understudy.ssh.RemoteCommand;
import io.understudy.step.Node;
import io.understudy.step.PreflightCheck;
import io.understudy.step.Side;
import io.understudy.step.Target;
import java.util.List;

/// The standby is not the primary under another name, and not in its way when both are on one host.
final class CheckNotSameInstance implements PreflightCheck {
    private static final String IDENTITY = "cat /proc/sys/kernel/random/boot_id && readlink /proc/self/ns/pid";

    private final SetupSpec spec;

    CheckNotSameInstance(SetupSpec spec) {
        this.spec = spec;
    }

    @Override
    public String name() {
        return "check-not-same-instance";
    }

    @Override
    public Side side() {
        return Side.STANDBY;
    }

    @Override
    public List<Finding> findings(Target target) {
        boolean sameHost = identity(target.primary()).equals(identity(target.standby()));
        return List.of(finding(sameHost, spec.primary(), spec.standby()));
    }

    /// Virtual machines are often copied together with their `/etc/machine-id`; the id of the boot and, for containers
    /// on one kernel, the namespace of processes are never alike on two hosts.
    private static String identity(Node node) {
        return node.ssh().output(RemoteCommand.of("sh", "-c", IDENTITY));
    }

    static Finding finding(boolean sameHost, Instance primary, Instance standby) {
        String limit = "another host, or another data directory and port";
        if (!sameHost) {
            return Finding.ok("another host", limit);
        }
        if (primary.dataDirectory().equals(standby.dataDirectory())) {
            return blocking("the primary's data directory " + primary.dataDirectory(), limit);
        }
        if (primary.port() == standby.port()) {
            return blocking("the primary's port " + primary.port(), limit);
        }
        return Finding.ok("the same host, %s and port %d".formatted(standby.dataDirectory(), standby.port()), limit);
    }

    private static Finding blocking(String value, String limit) {
        return Finding.blocking(
                ProblemType.SAME_INSTANCE,
                value,
                limit,
                "both addresses lead to one host, and both sides want " + value);
    }
}
