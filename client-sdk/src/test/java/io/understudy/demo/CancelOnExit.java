package io.understudy.demo;

import io.understudy.client.ProblemException;
import io.understudy.client.RetryPolicy;
import io.understudy.client.Understudy;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Cancels a job when this program is told to end while it waits for it (Ctrl-C, SIGTERM), and stays until the job has
/// taken back what it had changed.
final class CancelOnExit {
    private static final long PATIENCE_SECONDS = 60;

    private final String jobId;
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread hook = new Thread(this::cancel);

    CancelOnExit(String jobId) {
        this.jobId = jobId;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /// To be called when the job has ended and that was told.
    void notNeeded() {
        over.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It runs already, and has just been told that it is over.
        }
    }

    private void cancel() {
        try (Understudy once = Understudy.builder()
                .fromEnvironment()
                .retries(RetryPolicy.none())
                .build()) {
            once.job(jobId).cancel();
            if (!over.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("job " + jobId + " is still taking back what it changed; it goes on without us");
            }
        } catch (ProblemException | UncheckedIOException e) {
            // The job has ended meanwhile, or the service is being taken down: then nothing is left to wait for.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
