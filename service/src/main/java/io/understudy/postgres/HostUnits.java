package io.understudy.postgres;

import io.understudy.ssh.RemoteCommand;
import io.understudy.ssh.SshSession;
import java.util.Locale;

/// systemd units on a host. Nothing here waits for a unit: Debian's `pg_ctlcluster` returns about 2 s after the server
/// is up,
/// so whoever needs a server looks for the server.
public record HostUnits(SshSession ssh) {
    /// `ActiveState` as in org.freedesktop.systemd1(5); a unit that systemd does not know is inactive.
    public enum State {
        ACTIVE,
        ACTIVATING,
        DEACTIVATING,
        RELOADING,
        FAILED,
        INACTIVE,
        MAINTENANCE;

        public boolean running() {
            return switch (this) {
                case ACTIVE, ACTIVATING, DEACTIVATING, RELOADING -> true;
                case FAILED, INACTIVE, MAINTENANCE -> false;
            };
        }
    }

    public State state(String unit) {
        String shown = ssh.output(RemoteCommand.of("systemctl", "show", "--property=ActiveState", "--value", unit));
        return State.valueOf(shown.strip().toUpperCase(Locale.ROOT));
    }

    public void start(String unit) {
        systemctl("start", unit);
    }

    public void stop(String unit) {
        systemctl("stop", unit);
    }

    public void restart(String unit) {
        systemctl("restart", unit);
    }

    private void systemctl(String verb, String unit) {
        ssh.output(RemoteCommand.of("systemctl", "--no-block", verb, unit)
                .as("root")
                .changing());
    }
}
