package io.understudy.step;

import java.time.Duration;

/// How a long step tells how far it is and hears that it has to stop.
public interface Pulse {
    /// @param doneBytes copied so far
    /// @param totalBytes an estimate; grows when it turns out too small
    void copied(long doneBytes, long totalBytes);

    /// One line for the job's log, under the step that runs.
    void log(String line);

    /// Waits, then throws [StopRequested] when the job was cancelled or belongs to somebody else by now.
    void pause(Duration howLong);

    /// Thrown out of [#pause]; passes through steps untouched.
    final class StopRequested extends RuntimeException {
        public StopRequested(String why) {
            super(why);
        }
    }
}
