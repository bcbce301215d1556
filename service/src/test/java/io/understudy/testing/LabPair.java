package io.understudy.testing;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// Two hosts of the lab: one is to be the primary, the other the standby.
public final class LabPair implements AutoCloseable {
    private final LabHost primary;
    private final LabHost standby;
    private final List<String> options;

    /// @param options further ones of `lab up`, such as `--app`
    public LabPair(String primary, String standby, String... options) {
        this.primary = new LabHost(primary);
        this.standby = new LabHost(standby);
        this.options = List.of(options);
    }

    /// Boots both anew, with stock instances of this version.
    public void fresh(String version) {
        LabHost.fresh(
                version,
                Stream.concat(Stream.of(primary.name(), standby.name()), options.stream())
                        .toArray(String[]::new));
    }

    public LabHost primary() {
        return primary;
    }

    public LabHost standby() {
        return standby;
    }

    public String identifier(LabHost host) {
        return host.sql("SELECT system_identifier FROM pg_control_system()");
    }

    /// Until the standby has replayed all that the primary has written by now.
    public void awaitReplayed() {
        boolean old = primary.sql("SHOW server_version_num").startsWith("90");
        String written = primary.sql(old ? "SELECT pg_current_xlog_location()" : "SELECT pg_current_wal_lsn()");
        String question = "SELECT %s >= '%s'"
                .formatted(old ? "pg_last_xlog_replay_location()" : "pg_last_wal_replay_lsn()", written);
        Eventually.within(
                Duration.ofSeconds(30),
                "the standby has replayed " + written,
                () -> standby.sql(question).equals("t"));
    }

    public void awaitRunning(LabHost host) {
        Eventually.within(Duration.ofSeconds(30), host.name() + " takes connections", () -> host.answers());
    }

    @Override
    public void close() {
        primary.removeIfThere();
        standby.removeIfThere();
    }
}
