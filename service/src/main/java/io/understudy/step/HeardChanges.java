package io.understudy.step;

import io.understudy.ssh.CommandListener;
import java.time.Duration;

/// Writes every command that changes a host into the job's log; the reading ones would drown it.
public record HeardChanges(Pulse pulse) implements CommandListener {
    @Override
    public void starting(String hostName, String words, boolean change) {}

    @Override
    public void ended(String hostName, String words, boolean change, String outcome, Duration took) {
        if (change) {
            pulse.log("%s$ %s (%s, %d ms)".formatted(hostName, words, outcome, took.toMillis()));
        }
    }
}
