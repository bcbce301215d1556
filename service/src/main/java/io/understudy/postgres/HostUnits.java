package io.understudy.postgres;

import io.understudy.ssh.RemoteCommand;
import io.understudy.ssh.SshSession;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// systemd units on a host. Nothing here waits for a unit: Debian's `pg_ctlcluster` returns about 2 s after the server
/// is up, so whoever needs a server looks for the server.
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

    /// What systemd says of a unit.
    ///
    /// @param loadState `loaded`, or `not-found`, `masked` and the like
    /// @param sinceSeconds how long it has been active, or inactive; 0 where it is neither
    public record Seen(String loadState, State state, double sinceSeconds) {}

    public Seen look(String unit) {
        Map<String, String> properties = properties(
                "LoadState,ActiveState,Job,ActiveEnterTimestampMonotonic,InactiveEnterTimestampMonotonic", unit);
        State state = state(properties);
        String since = switch (state) {
            case ACTIVE -> "ActiveEnterTimestampMonotonic";
            case INACTIVE, FAILED -> "InactiveEnterTimestampMonotonic";
            case ACTIVATING, DEACTIVATING, RELOADING, MAINTENANCE -> "";
        };
        double seconds = since.isEmpty() ? 0 : uptime() - Long.parseLong(properties.getOrDefault(since, "0")) / 1e6;
        return new Seen(properties.getOrDefault("LoadState", ""), state, seconds);
    }

    /// Seconds since the host's boot, which systemd's monotonic times count from too.
    private double uptime() {
        String uptime = ssh.output(RemoteCommand.of("cat", "/proc/uptime"));
        return Double.parseDouble(uptime.substring(0, uptime.indexOf(' ')));
    }

    public State state(String unit) {
        return state(properties("ActiveState,Job", unit));
    }

    private Map<String, String> properties(String names, String unit) {
        return ssh.output(RemoteCommand.of("systemctl", "show", "--property=" + names, unit))
                .lines()
                .map(line -> line.split("=", 2))
                .filter(pair -> pair.length == 2)
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    /// Between the stop and the start of a restart, and until systemd gets to a start that it was asked for, a unit is
    /// inactive, or failed, with a job still to be done: it is on its way.
    private static State state(Map<String, String> properties) {
        State state =
                State.valueOf(properties.getOrDefault("ActiveState", "inactive").toUpperCase(Locale.ROOT));
        boolean awaited = !properties.getOrDefault("Job", "").isEmpty();
        return awaited && !state.running() ? State.ACTIVATING : state;
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
