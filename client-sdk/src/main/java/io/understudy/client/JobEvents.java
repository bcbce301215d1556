package io.understudy.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.understudy.client.api.JobsApi;
import io.understudy.client.invoker.ApiClient;
import io.understudy.client.invoker.ApiException;
import io.understudy.client.model.JobEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/// Follows what happens in a job, line of log by line of log.
public final class JobEvents {
    private static final String END = "end";

    private final Transport transport;
    private final ObjectMapper json;
    private final JobsApi jobs;
    private final String jobsAddress;
    private final Patience patience;

    /// @param answer how long to wait for the beginning of a stream
    /// @param silence how long a stream may say nothing; the service says every 15 s that it is alive
    /// @param away how long the service may be gone
    record Patience(Duration answer, Duration silence, Duration away) {}

    JobEvents(Transport transport, ObjectMapper json, JobsApi jobs, URI baseUri, Patience patience) {
        this.transport = transport;
        this.json = json;
        this.jobs = jobs;
        this.jobsAddress = baseUri + "/api/v1/jobs/";
        this.patience = patience;
    }

    /// Tells the listener every event of the job from the first on, in order, each once, and comes back
    /// when the job has ended. A connection that breaks is made anew behind the last event.
    ///
    /// @param listener called in this thread; an exception of it ends the following
    /// @throws UncheckedIOException when the service could not be reached for five minutes
    public void follow(String jobId, Consumer<JobEvent> listener) {
        follow(jobId, 0, listener);
    }

    /// The same, for who has seen some of the events before.
    ///
    /// @param after the id of the last event that was seen; 0 for none
    public void follow(String jobId, long after, Consumer<JobEvent> listener) {
        new Following(jobId, after, listener).run();
    }

    private final class Following {
        private final String jobId;
        private final Consumer<JobEvent> listener;
        private final StringBuilder data = new StringBuilder();
        private long last;
        private boolean ended;
        private Duration retry = Duration.ofSeconds(1);
        private long heard = System.nanoTime();

        Following(String jobId, long after, Consumer<JobEvent> listener) {
            this.jobId = jobId;
            this.last = after;
            this.listener = listener;
        }

        void run() {
            // Whether the job had ended before the stream began: what such a stream does not tell will never be told.
            boolean over = false;
            while (true) {
                long before = last;
                boolean whole = tried(this::read);
                if (ended || (over && whole && last == before)) {
                    return;
                }
                transport.pause(retry);
                over = tried(() -> {
                    JobsApi.APIGetJobRequest request =
                            JobsApi.APIGetJobRequest.newBuilder().id(jobId).build();
                    return jobs.getJob(request).getEndedAt() != null;
                });
            }
        }

        /// @return whether the stream was read to its end
        private boolean read() throws IOException {
            data.setLength(0);
            try (EventLines lines = new EventLines()) {
                transport.stream(request(), lines);
                Optional<String> line = lines.next(patience.silence(), transport);
                while (line.isPresent() && !ended) {
                    heard = System.nanoTime();
                    take(line.get());
                    line = ended ? line : lines.next(patience.silence(), transport);
                }
            }
            return true;
        }

        private HttpRequest request() {
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create(jobsAddress + ApiClient.urlEncode(jobId) + "/events"))
                    .timeout(patience.answer())
                    .header("Accept", "text/event-stream");
            return (last == 0 ? request : request.header("Last-Event-ID", Long.toString(last))).build();
        }

        private void take(String line) {
            if (line.startsWith("data:")) {
                data.append(line.substring("data:".length())).append('\n');
            } else if (line.matches("retry: ?\\d{1,5}")) {
                retry = Duration.ofMillis(
                        Long.parseLong(line.substring("retry:".length()).strip()));
            } else if (line.isEmpty() && data.length() > 0) {
                tell(event());
                data.setLength(0);
            }
        }

        private void tell(JobEvent event) {
            // A service, or a proxy, that does not know Last-Event-ID begins from the start.
            if (event.getId() > last) {
                listener.accept(event);
                last = event.getId();
            }
            ended = event.getType().equals(END);
        }

        private JobEvent event() {
            try {
                return json.readValue(data.toString(), JobEvent.class);
            } catch (JsonProcessingException e) {
                throw new ApiException(e);
            }
        }

        /// @return what the attempt says; false when it failed in a way that will pass
        private boolean tried(Attempt attempt) {
            try {
                return attempt.succeeds();
            } catch (IOException e) {
                bear(new UncheckedIOException("lost the events of job " + jobId, e));
            } catch (UncheckedIOException e) {
                bear(e);
            } catch (ProblemException e) {
                if (!e.passing()) {
                    throw e;
                }
                bear(e);
            }
            return false;
        }

        private void bear(RuntimeException failure) {
            if (System.nanoTime() - heard > patience.away().toNanos()) {
                throw failure;
            }
        }
    }

    @FunctionalInterface
    private interface Attempt {
        boolean succeeds() throws IOException;
    }
}
