package io.understudy.ssh;

import java.io.IOException;

/// A command that was surely not started, so it can be tried again on another connection.
final class NotStartedException extends IOException {
    NotStartedException(Throwable cause) {
        super(cause);
    }
}
