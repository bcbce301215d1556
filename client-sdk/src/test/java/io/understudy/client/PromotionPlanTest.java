package io.understudy.client;

import static io.understudy.client.TestingJobs.ended;
import static io.understudy.client.TestingJobs.job;
import static io.understudy.client.TestingService.problem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.client.model.PromotionMode;
import io.understudy.client.model.PromotionRequest;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PromotionPlanTest {
    private static final String PLAN = """
            ,"outcome":"UNCHANGED","result":{"nextActions":[],"plan":{"planId":"p-1","possible":true,"restartsPrimary":true,
            "bytesToCopy":0,"pointOfNoReturn":"ensure-promoted","checks":[],"steps":[]}}""";

    private final PromotionRequest request =
            new PromotionRequest().mode(PromotionMode.SWITCHOVER).expectedPrimaryNodeId("n-1");

    private TestingService service;
    private Understudy client;

    @BeforeEach
    void start() throws IOException {
        service = TestingService.start();
        client = service.client().build();
    }

    @AfterEach
    void stop() {
        client.close();
        service.close();
    }

    @Test
    void theSameRequestIsAppliedThatWasPlanned() {
        service.answers(job(202, "PENDING", ""), ended("SUCCEEDED", PLAN), job(202, "PENDING", ""));

        PromotionPlan plan = client.plan("c-1", request, Duration.ofSeconds(10));
        JobPoller applied = client.apply(plan);

        assertEquals("ensure-promoted", plan.plan().getPointOfNoReturn());
        assertEquals("j-1", applied.jobId());
        assertEquals(
                "/api/v1/clusters/c-1/promotions?dryRun=true",
                service.requests().get(0).uri());
        assertFalse(service.requests().get(0).body().contains("planId"));
        assertTrue(service.requests().get(2).body().contains("\"planId\":\"p-1\""));
    }

    @Test
    void anotherPrimaryThanExpected() {
        service.answers(problem(412, "PRIMARY_CHANGED", ""));

        PreconditionFailedException changed =
                assertThrows(PreconditionFailedException.class, () -> client.promote("c-1", request));
        assertEquals("PRIMARY_CHANGED", changed.code());
    }
}
