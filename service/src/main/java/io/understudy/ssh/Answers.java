package io.understudy.ssh;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/// What commands that only read have answered. Two who ask at once wait for the same command.
final class Answers {
    private final Map<RemoteCommand, FutureTask<CommandResult>> given = new ConcurrentHashMap<>();

    /// @throws RuntimeException what the command itself threw, for everybody who asks
    CommandResult to(RemoteCommand command, Supplier<CommandResult> ask) {
        FutureTask<CommandResult> mine = new FutureTask<>(ask::get);
        FutureTask<CommandResult> first = given.putIfAbsent(command, mine);
        if (first == null) {
            mine.run();
            first = mine;
        }
        try {
            return first.get();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException own ? own : new IllegalStateException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return new CommandResult.ConnectionLost("interrupted while waiting for the command");
        }
    }
}
