package io.understudy.job;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.SchedulerState;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.agroal.api.AgroalDataSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.understudy.store.ReplicaName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Executors;
import org.jdbi.v3.core.Jdbi;

/// Brings each job to one of the replicas that share the store, and to another when that one dies.
@ApplicationScoped
public class JobQueue {
    /// A replica that gives no sign of life for four beats is taken for dead, and another goes on with its jobs.
    private static final Duration HEARTBEAT = Duration.ofSeconds(3);

    private static final Duration AFTER_STORE_FAILURE = Duration.ofSeconds(2);
    private static final Duration WHILE_ANOTHER_JOB_RUNS = Duration.ofSeconds(2);
    private static final int AT_ONCE = 64;

    private final JobStore store;
    private final Jdbi jdbi;
    private final TransactionSynchronizationRegistry transaction;
    private final ReplicaName replica;
    private final CustomTask<Void> task;
    private final Scheduler scheduler;

    JobQueue(
            JobStore store,
            Jdbi jdbi,
            JobSchedule schedule,
            JobRunner runner,
            AgroalDataSource dataSource,
            TransactionSynchronizationRegistry transaction,
            ReplicaName replica) {
        this.store = store;
        this.jdbi = jdbi;
        this.transaction = transaction;
        this.replica = replica;
        this.task = Tasks.custom("job", Void.class)
                .onFailure(new FailureHandler.OnFailureRetryLater<>(AFTER_STORE_FAILURE))
                .execute((instance, context) -> {
                    if (!schedule.mayBegin(instance.getId())) {
                        return JobQueue::later;
                    }
                    return runner.run(instance.getId())
                            ? new CompletionHandler.OnCompleteRemove<>()
                            : handOn(context.getSchedulerState());
                });
        this.scheduler = Scheduler.create(dataSource, task)
                .schedulerName(new SchedulerName.Fixed(replica.value()))
                .threads(AT_ONCE)
                .executorService(Executors.newVirtualThreadPerTaskExecutor())
                .pollingInterval(Duration.ofSeconds(2))
                .heartbeatInterval(HEARTBEAT)
                .missedHeartbeatsLimit(4)
                .shutdownMaxWait(Duration.ofSeconds(2))
                .build();
    }

    private static void later(ExecutionComplete asked, ExecutionOperations<Void> job) {
        job.reschedule(asked, Instant.now().plus(WHILE_ANOTHER_JOB_RUNS));
    }

    /// A job that was taken over is with its new owner already. One that is left because this service stops is free
    /// at once.
    private static CompletionHandler<Void> handOn(SchedulerState scheduler) {
        return (left, job) -> {
            if (scheduler.isShuttingDown()) {
                // The store refuses an interrupted thread.
                Thread.interrupted();
                job.reschedule(left, Instant.now());
            }
        };
    }

    /// Stores the job and hands it out when its time comes, both or neither.
    ///
    /// @return its id
    @Transactional
    public String submit(NewJob job) {
        String id = store.insert(job);
        scheduler.schedule(task.instance(id), Objects.requireNonNullElseGet(job.scheduledAt(), Instant::now));
        transaction.registerInterposedSynchronization(new OnCommit(scheduler::triggerCheckForDueExecutions));
        return id;
    }

    private record OnCommit(Runnable work) implements Synchronization {
        @Override
        public void beforeCompletion() {}

        @Override
        public void afterCompletion(int status) {
            if (status == Status.STATUS_COMMITTED) {
                work.run();
            }
        }
    }

    /// What this very replica was running when it was killed needs no heartbeat to be missed: nobody else has
    /// its name.
    void start(@Observes StartupEvent event) {
        jdbi.useHandle(
                handle -> handle.createUpdate("""
                UPDATE scheduled_tasks SET picked = false, picked_by = NULL, last_heartbeat = NULL, version = version + 1
                 WHERE picked_by = :me
                """).bind("me", replica.value()).execute());
        scheduler.start();
    }

    void stop(@Observes ShutdownEvent event) {
        scheduler.stop();
    }
}
