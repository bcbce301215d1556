package io.understudy.promotion;

import static io.understudy.promotion.EndedJobs.assertFailed;
import static io.understudy.promotion.EndedJobs.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.understudy.client.model.Job;
import io.understudy.client.model.JobOutcome;
import io.understudy.client.model.JobState;
import io.understudy.step.Step;
import io.understudy.testing.LabHost;
import io.understudy.testing.LabPair;
import io.understudy.testing.LabService;
import io.understudy.testing.Part;
import io.understudy.testing.Writers;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/// A switchover that fails at the steps of the procedure's own list. Before its point of no return the old primary
/// takes
/// writes again each time, and nothing of the attempt is left; behind it the new primary stays it, and what is left to
/// do is told.
class PutBackLab {
    private static final LabPair PAIR = new LabPair("put-a", "put-b");
    private static final LabService SERVICE = new LabService("putback");

    private static final AtomicReference<SwitchoverCluster> CLUSTER = new AtomicReference<>();
    private static final AtomicReference<Writers> WRITERS = new AtomicReference<>();
    private static final AtomicReference<String> BEFORE = new AtomicReference<>();

    @AfterAll
    static void leaveNothing() {
        if (WRITERS.get() != null) {
            WRITERS.get().close();
        }
        SERVICE.close();
        PAIR.close();
    }

    @TestFactory
    Stream<DynamicNode> failures() {
        List<String> points = Switchover.of(TestingSpecs.spec()).steps().stream()
                .map(Step::name)
                .takeWhile(step -> !step.equals(EnsurePromoted.NAME))
                .flatMap(step -> Stream.of("before:" + step, "after:" + step))
                .toList();
        Stream<DynamicNode> begin = Stream.of(dynamicTest("a primary and its standby", PutBackLab::begin));
        Stream<DynamicNode> each = Stream.concat(
                        Part.of(3, points).stream(), Stream.of("before:" + EnsurePromoted.NAME))
                .map(point -> dynamicTest("a failure " + point + " puts all back", () -> failsAt(point)));
        List<String> behind = Switchover.of(TestingSpecs.spec()).steps().stream()
                .map(Step::name)
                .dropWhile(step -> !step.equals(EnsureWritesAccepted.NAME))
                .flatMap(step -> Stream.of("before:" + step, "after:" + step))
                .toList();
        Stream<DynamicNode> forward = Part.of(behind.size(), behind).stream()
                .map(point -> dynamicTest("a failure " + point + " is told", () -> failsBehind(point)));
        Stream<DynamicNode> end =
                Stream.of(dynamicTest("a target that somebody else promotes is left alone", PutBackLab::byHand));
        return Stream.of(begin, each, forward, end).flatMap(stream -> stream);
    }

    private static void begin() {
        SERVICE.start();
        CLUSTER.set(new SwitchoverCluster(SERVICE, PAIR, "15"));
        WRITERS.set(new Writers(PAIR));
        BEFORE.set(state(PAIR.primary()) + state(PAIR.standby()));
        SERVICE.kill();
    }

    private static void failsAt(String point) {
        SERVICE.start("understudy.fault.fail-at=" + point);
        try {
            Job job = CLUSTER.get()
                    .run(CLUSTER.get().request(PAIR.primary(), PAIR.standby()).build());
            assertRefused(job, "INTERNAL_ERROR");
        } finally {
            SERVICE.kill();
        }
        Writers writers = WRITERS.get();
        writers.await(PAIR.primary());
        assertEquals(List.of(PAIR.primary().name()), writers.turns());
        assertEquals(Set.of(), writers.lost(PAIR.primary()));
        PAIR.awaitReplayed();
        assertEquals(BEFORE.get(), state(PAIR.primary()) + state(PAIR.standby()));
    }

    /// A rejoin does what was left.
    private static void failsBehind(String point) {
        SwitchoverCluster cluster = CLUSTER.get();
        boolean back = PAIR.primary().sql("SELECT pg_is_in_recovery()").equals("t");
        LabHost from = back ? PAIR.standby() : PAIR.primary();
        LabHost to = back ? PAIR.primary() : PAIR.standby();
        Writers writers = WRITERS.get();
        int turns = writers.turns().size();
        SERVICE.start("understudy.fault.fail-at=" + point);
        Job job = cluster.run(cluster.request(from, to).build());
        SERVICE.kill();
        assertFailed(job, "INTERNAL_ERROR");
        assertEquals(JobOutcome.INCOMPLETE, job.getOutcome());
        assertTrue(SwitchoverCluster.nextActions(job).contains(point), () -> SwitchoverCluster.nextActions(job));
        SERVICE.start();
        Job rejoin = cluster.run(cluster.rejoin(from).build());
        SERVICE.kill();
        assertEquals(JobState.SUCCEEDED, rejoin.getState(), String.valueOf(rejoin.getError()));
        writers.await(to);
        assertEquals(turns + 1, writers.turns().size(), () -> String.valueOf(writers.turns()));
        assertEquals(Set.of(), writers.lost(to));
        assertEquals("1", to.sql("SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'"));
    }

    /// Started again, the old primary would be a second one.
    private static void byHand() {
        SwitchoverCluster cluster = CLUSTER.get();
        boolean back = PAIR.primary().sql("SELECT pg_is_in_recovery()").equals("t");
        LabHost from = back ? PAIR.standby() : PAIR.primary();
        LabHost to = back ? PAIR.primary() : PAIR.standby();
        SERVICE.start("understudy.fault.halt-at=after:ensure-primary-stopped");
        String job = cluster.begin(cluster.request(from, to).build());
        assertEquals(137, SERVICE.awaitEnd());
        to.exec("pg_ctlcluster", "15", "main", "promote");
        SERVICE.start("understudy.fault.fail-at=before:ensure-caught-up");
        Job ended = cluster.end(job);
        SERVICE.kill();

        assertFailed(ended, "INTERNAL_ERROR");
        assertEquals(JobOutcome.INCOMPLETE, ended.getOutcome());
        assertTrue(
                SwitchoverCluster.nextActions(ended).contains("would be a second one"),
                () -> SwitchoverCluster.nextActions(ended));
        assertFalse(from.answers());
        WRITERS.get().await(to);
    }

    private static String state(LabHost host) {
        return host.exec(
                        "sh",
                        "-c",
                        "cat /etc/postgresql/15/main/start.conf /etc/postgresql/15/main/pg_hba.conf; ls -a /var/lib/postgresql /var/lib/postgresql/15/main/*.signal 2>/dev/null || true")
                + host.sql("SELECT (SELECT count(*) FROM pg_db_role_setting), "
                        + "(SELECT string_agg(slot_name, ',') FROM pg_replication_slots)");
    }
}
