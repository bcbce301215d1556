package io.understudy.client;

import static io.understudy.client.TestingJobs.ended;
import static io.understudy.client.TestingJobs.job;
import static io.understudy.client.TestingService.problem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.client.model.ReplicationSetupRequest;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SetupPlanTest {
    private static final String PLAN = """
            ,"outcome":"UNCHANGED","result":{"nextActions":[],"plan":{"planId":"p-1","possible":true,"restartsPrimary":true,
            "bytesToCopy":7,"checks":[],"steps":[]}}""";

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
        ReplicationSetupRequest request =
                new ReplicationSetupRequest().standbyHostId("h-2").port(5433);

        SetupPlan plan = client.plan("c-1", request, Duration.ofSeconds(10));
        request.port(1);
        JobPoller applied = client.apply(plan);

        assertTrue(plan.plan().getRestartsPrimary());
        assertEquals("j-1", applied.jobId());
        assertEquals(
                "/api/v1/clusters/c-1/replication-setups?dryRun=true",
                service.requests().get(0).uri());
        assertFalse(service.requests().get(0).body().contains("planId"));
        assertEquals(
                "/api/v1/clusters/c-1/replication-setups?dryRun=false",
                service.requests().get(2).uri());
        assertTrue(service.requests().get(2).body().contains("\"planId\":\"p-1\""));
        assertTrue(service.requests().get(2).body().contains("\"port\":5433"));
    }

    @Test
    void aPlanThatIsStaleIsRefused() {
        service.answers(
                job(202, "PENDING", ""),
                ended("SUCCEEDED", PLAN),
                problem(409, "PLAN_STALE", ",\"differences\":[\"wal_level changed\"]"));
        SetupPlan plan = client.plan("c-1", new ReplicationSetupRequest().standbyHostId("h-2"), Duration.ofSeconds(10));

        ConflictException stale = assertThrows(ConflictException.class, () -> client.apply(plan));
        assertEquals(
                "[wal_level changed]", stale.member("differences").orElseThrow().toString());
    }
}
