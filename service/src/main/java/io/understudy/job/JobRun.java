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
    private final JobEventStore events;
    private volatile boolean mayBeCancelled;
    private volatile boolean pastNoReturn;
    private volatile @Nullable String step;
    private volatile int percent;
    private long copyBegan;
    private long copiedBefore;
    private long toldProgress;

    JobRun(StoredJob stored, JobStore store, JobRecord record, JobEventStore events) {
        this.stored = stored;
        this.store = store;
        this.record = record;
        this.events = events;
        this.mayBeCancelled = !stored.undoing();
        this.pastNoReturn = stored.job().noReturnAt() != null;
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
        return store.cancelAsked(job().id(), stored.fence()).orElseThrow(this::takenOver);
    }

    private NotOurs takenOver() {
        return new NotOurs("job %s was taken over".formatted(job().id()));
    }

    /// What the job does is decided anew, now that it begins.
    void settle(JobOrder order) {
        if (!store.settle(order, stored.fence())) {
            throw takenOver();
        }
    }

    /// From now on a wish to cancel is no longer heard.
    void turnBack(@Nullable Problem why) {
        // What failed may have failed because it was interrupted.
        leaveWhenStopping();
        mayBeCancelled = false;
        if (!store.turnBack(job().id(), stored.fence(), why)) {
            throw takenOver();
        }
    }

    /// From now on the job only goes forward.
    void passedPointOfNoReturn() {
        pastNoReturn = true;
    }

    boolean isPastNoReturn() {
        return pastNoReturn;
    }

    void stopIfAsked() {
        leaveWhenStopping();
        if (owned() && mayBeCancelled) {
            throw new StopRequested("job %s was cancelled".formatted(job().id()));
        }
    }

    private static void leaveWhenStopping() {
        if (Thread.currentThread().isInterrupted()) {
            throw new NotOurs("the service is stopping");
        }
    }

    @Override
    public void pause(Duration howLong) {
        LockSupport.parkNanos(howLong.toNanos());
        stopIfAsked();
    }

    @Override
    public void log(String line) {
        events.mention(job().id(), "log", step, new LogLine(line));
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
        store.progress(
                job().id(), new Progress(percent, step, doneBytes, Math.max(doneBytes, totalBytes), perSecond, left));
    }

    void begins(String name, int done, int of) {
        step = name;
        percent = 100 * done / of;
        record.step(job().id(), name, StepView.State.RUNNING, null);
        store.progress(job().id(), Progress.of(percent, name));
    }

    void ends(String name, StepView.State state, @Nullable String summary) {
        owned();
        record.step(job().id(), name, state, summary);
        step = null;
    }

    /// Ends a job that is not whole and cannot be taken back any more.
    void endIncomplete(Problem why, JobResult result) {
        end(JobState.FAILED, JobOutcome.INCOMPLETE, result, why);
    }

    void end(JobState state, JobOutcome outcome, JobResult result) {
        end(state, outcome, result, null);
    }

    private void end(JobState state, JobOutcome outcome, JobResult result, @Nullable Problem why) {
        Progress progress = Progress.of(state == JobState.SUCCEEDED ? 100 : percent, null);
        if (!store.end(job().id(), stored.fence(), state, outcome, result, progress, why)) {
            throw takenOver();
        }
    }

    void warn(List<Problem> warnings) {
        store.warn(job().id(), warnings);
    }
}
