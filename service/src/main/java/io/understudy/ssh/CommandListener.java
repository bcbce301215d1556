package io.understudy.ssh;

import java.time.Duration;

/// Is told of each command of a session, on the thread that runs it. It never gets what the command reads or
/// prints. What it throws goes to the caller of the session; thrown by [#starting] it keeps the command from
/// running.
public interface CommandListener {
    /// @param words the user, where it is not the login user, and the words of the command, masked and
    /// shortened for one line
    /// @param change whether the command changes the host
    void starting(String hostName, String words, boolean change);

    /// @param outcome `exit 0`, `timed out after 30 s`, `connection lost: ...`, or the code of the problem
    void ended(String hostName, String words, boolean change, String outcome, Duration took);
}
