package io.understudy.ssh;

import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;

/// The connection went away in the middle of a command, so nobody knows whether it ran. A plain
/// `HOST_UNREACHABLE` otherwise means that nothing was sent.
public final class ConnectionLostException extends ProblemException {
    public ConnectionLostException(String hostName, String program, String reason) {
        super(
                ProblemType.HOST_UNREACHABLE,
                "The connection to %s was lost during %s: %s".formatted(hostName, program, reason));
        with("host", hostName);
    }
}
