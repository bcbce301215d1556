package io.understudy.ssh;

import java.time.Duration;

/// How a remote command ended, as far as we know.
public sealed interface CommandResult {
    /// It ran and ended by itself.
    ///
    /// @param status 0 to 255; 128 plus the signal's number when a signal ended it
    record Exited(int status, String stdout, String stderr) implements CommandResult {
        public boolean ok() {
            return status == 0;
        }
    }

    /// Its time was over and its channel was closed. It may still be running on the host.
    record TimedOut(Duration after) implements CommandResult {}

    /// It may or may not have run, and may still be running: observe again, never assume.
    record ConnectionLost(String reason) implements CommandResult {}

    /// The outcome in a few words and without any output of the command, such as `exit 0`.
    default String inShort() {
        return switch (this) {
            case Exited exited -> "exit " + exited.status();
            case TimedOut(Duration after) -> "timed out after " + after.toSeconds() + " s";
            case ConnectionLost(String reason) -> "connection lost: " + reason;
        };
    }
}
