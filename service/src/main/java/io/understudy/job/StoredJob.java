package io.understudy.job;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;

/// A job with what only its runner needs.
///
/// @param undoing it failed earlier and is taking back what it changed
record StoredJob(Job job, JsonNode request, long fence, boolean undoing) {
    JobOrder order() {
        return new JobOrder(
                job.id(), Objects.requireNonNull(job.clusterId()), Objects.requireNonNull(job.hostId()), request);
    }

    NewJob again(String caller) {
        return new NewJob(
                job.type(), job.clusterId(), job.hostId(), request, job.dryRun(), caller, job.undoOf(), job.id());
    }

    NewJob takenBack(String caller) {
        return new NewJob(JobType.UNDO, job.clusterId(), job.hostId(), request, false, caller, job.id(), null);
    }
}
