package io.understudy.job;

import io.understudy.problem.Problem;
import io.understudy.step.Pulse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One owner's hold on a job: while it lasts, only this owner writes to the job's hosts and tells of the job.
public final class JobRun implements Pulse {
    private static final long TELL_PROGRESS_EVERY_NANOS = Duration.ofMillis(500).toNanos();

    private final StoredJob stored;
    private final JobStore store;
    private final JobRecord record;
    private volatile boolean mayBeCancelled;
    private volatile @Nullable String step;
    private volatile int percent;
    private long copyBegan;
    private long copiedBefore;
    private long toldProgress;

    JobRun(StoredJob stored, JobStore store, JobRecord record) {
        this.stored = stored;
        this.store = store;
        this.record = record;
        this.mayBeCancelled = !stored.undoing();
    }

    /// The job now belongs to somebody else, or this service is stopping: leave everything as it is.
    static final class NotOurs extends RuntimeException {
        NotOurs(String why) {
            super(why);
        }
    }

    public Job job() {
        return stored.job();
    }

    /// The number to show to a host before a write. Asks the store each time, so that an owner that slept too long
    /// notices.
    public long fence() {
        owned();
        return stored.fence();
    }

    private boolean owned() {
        return store.cancelAsked(job().id(), stored.fence())
                .orElseThrow(() -> new NotOurs("job %s was taken over".formatted(job().id())));
    }

    /// From now on a wish to cancel is no longer heard.
    void turnBack(@Nullable Problem why) {
        mayBeCancelled = false;
        store.turnBack(job().id(), why);
    }

    void stopIfAsked() {
        if (Thread.currentThread().isInterrupted()) {
            throw new NotOurs("the service is stopping");
        }
        if (owned() && mayBeCancelled) {
            throw new StopRequested("job %s was cancelled".formatted(job().id()));
        }
    }

    @Override
    public void pause(Duration howLong) {
        LockSupport.parkNanos(howLong.toNanos());
        stopIfAsked();
    }

    @Override
    public void log(String line) {
        record.tell(job().id(), "log", step, new LogLine(line));
    }

    private record LogLine(String line) {}

    @Override
    public void copied(long doneBytes, long totalBytes) {
        long now = System.nanoTime();
        if (copyBegan == 0) {
            copyBegan = now;
            copiedBefore = doneBytes;
        }
        if (now - toldProgress < TELL_PROGRESS_EVERY_NANOS) {
            return;
        }
        toldProgress = now;
        // What was there at our first look took a time that nobody has measured.
        Long perSecond =
                doneBytes == copiedBefore ? null : (long) ((doneBytes - copiedBefore) / ((now - copyBegan) / 1e9));
        Long left = perSecond == null || perSecond == 0 ? null : Math.max(0, totalBytes - doneBytes) / perSecond;
        tell(new Progress(percent, step, doneBytes, Math.max(doneBytes, totalBytes), perSecond, left));
    }

    void begins(String name, int done, int of) {
        step = name;
        percent = 100 * done / of;
        record.step(job().id(), name, StepView.State.RUNNING, null);
        tell(Progress.of(percent, name));
    }

    void ends(String name, StepView.State state, @Nullable String summary) {
        record.step(job().id(), name, state, summary);
        step = null;
    }

    private void tell(Progress progress) {
        store.progress(job().id(), progress);
        record.tell(job().id(), "progress", progress.step(), progress);
    }

    void end(JobState state, JobOutcome outcome, JobResult result) {
        owned();
        store.progress(job().id(), Progress.of(state == JobState.SUCCEEDED ? 100 : percent, null));
        store.end(job().id(), state, outcome, result);
        record.tell(job().id(), "end", null, new End(state, outcome));
    }

    private record End(JobState state, JobOutcome outcome) {}

    void warn(List<Problem> warnings) {
        store.warn(job().id(), warnings);
        warnings.forEach(warning -> record.tell(job().id(), "warning", null, warning));
    }
}
