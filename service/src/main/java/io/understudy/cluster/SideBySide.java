package io.understudy.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/// Asks several at once, each on a thread of its own, and waits for none of them longer than it has patience.
final class SideBySide {
    private final Duration patience;

    SideBySide(Duration patience) {
        this.patience = patience;
    }

    /// @param late what counts as the answer of one that gave none in time; its thread is interrupted
    /// @return the answers, in the order of those who were asked
    <K, V> List<V> ask(List<K> whom, Function<K, V> question, Function<K, V> late) {
        long deadline = System.nanoTime() + patience.toNanos();
        List<FutureTask<V>> asked =
                whom.stream().map(one -> started(() -> question.apply(one))).toList();
        List<V> answers = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            K one = whom.get(i);
            answers.add(answer(asked.get(i), deadline - System.nanoTime()).orElseGet(() -> late.apply(one)));
        }
        return answers;
    }

    private static <V> FutureTask<V> started(Callable<V> work) {
        FutureTask<V> task = new FutureTask<>(work);
        Thread.startVirtualThread(task);
        return task;
    }

    private static <V> Optional<V> answer(FutureTask<V> task, long nanos) {
        try {
            return Optional.of(task.get(Math.max(0, nanos), TimeUnit.NANOSECONDS));
        } catch (TimeoutException late) {
            task.cancel(true);
            return Optional.empty();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            task.cancel(true);
            return Optional.empty();
        } catch (ExecutionException bug) {
            throw new IllegalStateException("a question was not prepared for its failure", bug.getCause());
        }
    }
}
