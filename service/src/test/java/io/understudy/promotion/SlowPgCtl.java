package io.understudy.promotion;

import io.understudy.testing.Eventually;
import io.understudy.testing.LabHost;
import java.time.Duration;

/// A `pg_ctl` that takes its time to stop and to promote: whoever asked for it may be gone by then.
final class SlowPgCtl {
    private static final String SCRIPT = """
            #!/bin/sh
            case $1 in stop|promote) touch /tmp/under-way; sleep 3 ;; esac
            exec /usr/lib/postgresql/15/bin/pg_ctl.own "$@"
            """;

    private SlowPgCtl() {}

    static void on(LabHost host) {
        host.exec(
                "sh",
                "-c",
                "cd /usr/lib/postgresql/15/bin && mv pg_ctl pg_ctl.own && echo \"$0\" >pg_ctl && chmod 755 pg_ctl",
                SCRIPT);
    }

    /// Ends all sessions of the login user while the command is under way; it goes on.
    static void endSessionsDuring(LabHost host) {
        Eventually.within(
                Duration.ofSeconds(30),
                "the command is under way on " + host.name(),
                () -> host.exec("sh", "-c", "ls /tmp/under-way 2>/dev/null || true")
                        .contains("under-way"));
        host.exec("sh", "-c", "pkill -9 -f '^sshd: deploy' && rm /tmp/under-way");
    }
}
