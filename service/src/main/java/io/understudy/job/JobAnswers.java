package io.understudy.job;

import io.understudy.http.Idempotency;
import io.understudy.http.Prefer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// How requests that start or watch a job are answered.
@ApplicationScoped
public class JobAnswers {
    private static final long LOOK_EVERY_NANOS = Duration.ofMillis(25).toNanos();

    private final JobStore store;
    private final JobQueue queue;

    JobAnswers(JobStore store, JobQueue queue) {
        this.store = store;
        this.queue = queue;
    }

    /// 202 for a new job. The same key again gives the answer of the first call, and no second job.
    ///
    /// @param body what the key is bound to
    /// @param checked gives the job, or refuses the request. It is not asked for a repeated one, which may be done
    ///     by now, and in no transaction, because it may look at hosts
    public Response accepted(
            Idempotency idempotency,
            @Nullable String key,
            Object body,
            @Nullable String prefer,
            Supplier<NewJob> checked) {
        Optional<Response> before = idempotency.answered(key, body);
        if (before.isPresent()) {
            return before.get();
        }
        NewJob job = checked.get();
        Response first = idempotency.once(key, body, () -> accepted(queue.submit(job), null));
        return first.getEntity() instanceof Job begun ? accepted(begun.id(), prefer) : first;
    }

    Response accepted(String id, @Nullable String prefer) {
        return answer(Response.accepted().location(URI.create("/api/v1/jobs/" + id)), id, prefer);
    }

    Response shown(String id, @Nullable String prefer) {
        return answer(Response.ok(), id, prefer);
    }

    private Response answer(Response.ResponseBuilder answer, String id, @Nullable String prefer) {
        Duration wait = Prefer.waiting(prefer);
        Job job = ended(id, wait);
        if (!wait.isZero()) {
            answer.header("Preference-Applied", "wait=" + wait.toSeconds());
        }
        if (!job.state().ended()) {
            answer.header(HttpHeaders.RETRY_AFTER, 1);
        }
        return answer.entity(job).build();
    }

    private Job ended(String id, Duration wait) {
        long deadline = System.nanoTime() + wait.toNanos();
        Job job = store.get(id);
        while (!job.state().ended() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
            job = store.get(id);
        }
        return job;
    }
}
