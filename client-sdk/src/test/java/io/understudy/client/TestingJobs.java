package io.understudy.client;

import static io.understudy.client.TestingService.json;

import io.understudy.client.TestingService.Answer;

/// Jobs as the service shows them.
final class TestingJobs {
    private TestingJobs() {}

    static Answer pending() {
        return job(200, "PENDING", "", "Retry-After", "0");
    }

    static Answer running(int percent) {
        return job(200, "RUNNING", ",\"progress\":{\"percent\":" + percent + "}", "Retry-After", "0");
    }

    static Answer succeeded() {
        return ended("SUCCEEDED", ",\"outcome\":\"COMPLETED\"");
    }

    static Answer ended(String state, String more) {
        return job(200, state, ",\"endedAt\":\"2026-11-22T10:15:36Z\"" + more);
    }

    static Answer job(int status, String state, String more, String... headers) {
        return json(status, """
                {"id":"j-1","type":"REPLICATION_SETUP","state":"%s","dryRun":false,"createdBy":"ci",
                 "createdAt":"2026-11-22T10:15:30Z","steps":[],"warnings":[]%s}""".formatted(state, more), headers);
    }
}
