package io.understudy.promotion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.client.model.Job;
import io.understudy.client.model.JobOutcome;
import io.understudy.client.model.JobState;
import io.understudy.client.model.PromotionResult;
import io.understudy.client.model.RejoinResult;

/// How a job was to end.
final class EndedJobs {
    private EndedJobs() {}

    static PromotionResult promoted(Job job) {
        assertCompleted(job);
        assertNotNull(job.getResult());
        PromotionResult result = job.getResult().getPromotion();
        assertNotNull(result);
        return result;
    }

    static RejoinResult rejoined(Job job) {
        assertCompleted(job);
        assertNotNull(job.getResult());
        RejoinResult result = job.getResult().getRejoin();
        assertNotNull(result);
        assertTrue(result.getFollows());
        return result;
    }

    private static void assertCompleted(Job job) {
        assertEquals(JobState.SUCCEEDED, job.getState(), String.valueOf(job.getError()));
        assertEquals(JobOutcome.COMPLETED, job.getOutcome(), String.valueOf(job.getResult()));
    }

    /// Nothing was changed, for this reason.
    static void assertRefused(Job job, String code) {
        assertFailed(job, code);
        assertEquals(JobOutcome.UNCHANGED, job.getOutcome(), String.valueOf(job.getResult()));
    }

    static void assertFailed(Job job, String code) {
        assertEquals(JobState.FAILED, job.getState());
        assertNotNull(job.getError());
        assertEquals(code, job.getError().getCode(), job.getError().getDetail());
    }
}
