package io.understudy.promotion;

import static io.understudy.promotion.EndedJobs.assertRefused;
import static io.understudy.promotion.EndedJobs.promoted;
import static io.understudy.promotion.EndedJobs.rejoined;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.client.Understudy;
import io.understudy.client.model.Job;
import io.understudy.client.model.JobPlan;
import io.understudy.client.model.PlannedStep;
import io.understudy.client.model.PromotionLoss;
import io.understudy.client.model.PromotionRequest;
import io.understudy.client.model.RejoinMethod;
import io.understudy.client.model.RejoinRequest;
import io.understudy.client.model.RejoinResult;
import io.understudy.testing.Eventually;
import io.understudy.testing.LabCluster;
import io.understudy.testing.LabHost;
import io.understudy.testing.LabPair;
import io.understudy.testing.LabService;
import io.understudy.testing.Part;
import io.understudy.testing.Writers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// One failover and one rejoin, with a rewind, whose service is killed before and after every step of their plans. Each
/// time it is started again it goes on where it was.
class KilledFailoverLab {
    private static final LabPair PAIR = new LabPair("kfo-a", "kfo-b");
    private static final LabHost A = PAIR.primary();
    private static final LabHost B = PAIR.standby();
    private static final LabService SERVICE = new LabService("killedfailover");
    private static final String HBA = "/etc/postgresql/15/main/pg_hba.conf";

    @AfterAll
    static void leaveNothing() {
        SERVICE.close();
        PAIR.close();
    }

    @Test
    void failoverAndRejoin() {
        SwitchoverCluster cluster = new SwitchoverCluster(SERVICE.start(), PAIR, "15");
        A.sql("ALTER SYSTEM SET wal_log_hints = on");
        A.exec("pg_ctlcluster", "15", "main", "restart");
        try (Writers writers = new Writers(PAIR)) {
            writers.await(A);
            itDiesWithWhatTheStandbyNeverGot();
            PromotionRequest failover = cluster.failover(A, B)
                    .acceptDataLoss(true)
                    .maxLossBytes(1_000_000L)
                    .build();
            List<String> failoverPoints = points(
                    api -> api.plan(cluster.id(), failover, LabCluster.LIMIT).plan());
            itFailsAndIsPutBack(cluster, failover);

            PromotionLoss loss = promoted(killedAt(Part.of(3, failoverPoints), cluster, () -> cluster.begin(failover)))
                    .getLoss();
            assertNotNull(loss);
            assertTrue(loss.getComplete());
            assertTrue(loss.getOldPrimaryFenced());
            assertTrue(loss.getKnownBytes() > 1000, () -> String.valueOf(loss.getKnownBytes()));
            writers.await(B);

            RejoinRequest rejoin = cluster.rejoin(A).discardDivergent(true).build();
            List<String> rejoinPoints = points(
                    api -> api.plan(cluster.id(), rejoin, LabCluster.LIMIT).plan());
            SERVICE.kill();
            RejoinResult result = rejoined(killedAt(Part.of(6, rejoinPoints), cluster, () -> cluster.begin(rejoin)));
            assertEquals(RejoinMethod.REWIND, result.getMethod());
            assertNotNull(result.getKeptIn());
            assertTrue(A.exec("ls", result.getKeptIn()).contains("00000001"));
            assertEquals("t", A.sql("SELECT pg_is_in_recovery()"));
            assertEquals("0", A.sql("SELECT count(*) FROM kept"));
            writers.stop();
            assertEquals(List.of(A.name(), B.name()), writers.turns());
            assertEquals(Set.of(), writers.lost(B));
        }
    }

    /// What was acknowledged to the writers the standby has; then they are shut out.
    private static void itDiesWithWhatTheStandbyNeverGot() {
        A.sql("CREATE TABLE kept (text text)");
        A.exec("sed", "-i", "s/^host postgres app/#&/", HBA);
        A.sql("SELECT pg_reload_conf()");
        Eventually.within(
                Duration.ofSeconds(20),
                "nobody writes",
                () -> A.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'app'")
                        .isEmpty());
        PAIR.awaitReplayed();
        SwitchoverCluster.shutStandbysOut(A);
        A.sql("INSERT INTO kept SELECT repeat('x', 100) FROM generate_series(1, 20)");
        A.exec("sh", "-c", "kill -9 $(head -n 1 /var/lib/postgresql/15/main/postmaster.pid)");
    }

    private static List<String> points(Function<Understudy, JobPlan> plan) {
        try (Understudy api = SERVICE.client()) {
            return plan.apply(api).getSteps().stream()
                    .map(PlannedStep::getName)
                    .flatMap(step -> Stream.of("before:" + step, "after:" + step))
                    .toList();
        }
    }

    private static void itFailsAndIsPutBack(SwitchoverCluster cluster, PromotionRequest failover) {
        SERVICE.kill();
        String before = startConf();
        SERVICE.start("understudy.fault.fail-at=before:" + EnsurePromoted.NAME);
        Job failed = cluster.run(failover);
        SERVICE.kill();
        assertRefused(failed, "INTERNAL_ERROR");
        assertEquals(before, startConf());
        assertEquals("t", B.sql("SELECT pg_is_in_recovery()"));
    }

    private static String startConf() {
        return A.exec("cat", "/etc/postgresql/15/main/start.conf");
    }

    /// @param begin asks for the job and gives its id
    private static Job killedAt(List<String> points, SwitchoverCluster cluster, Supplier<String> begin) {
        SERVICE.start("understudy.fault.halt-at=" + points.getFirst());
        String id = begin.get();
        assertEquals(137, SERVICE.awaitEnd(), "halted at " + points.getFirst());
        for (String point : points.subList(1, points.size())) {
            SERVICE.start("understudy.fault.halt-at=" + point);
            assertEquals(137, SERVICE.awaitEnd(), "halted at " + point);
        }
        SERVICE.start();
        return cluster.end(id);
    }
}
