package io.understudy.promotion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
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

/// A switchover that fails before its point of no return, at the steps of the procedure's own list: each time the old
/// primary takes writes again, and nothing of the attempt is left. `./test --full` takes every step; otherwise those
/// are taken at which writes are stopped, and the two around them.
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
        return Stream.concat(begin, each);
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
            assertEquals(JobState.FAILED, job.getState());
            assertNotNull(job.getError());
            assertEquals(
                    "INTERNAL_ERROR", job.getError().getCode(), job.getError().getDetail());
            assertEquals(JobOutcome.UNCHANGED, job.getOutcome(), String.valueOf(job.getResult()));
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

    private static String state(LabHost host) {
        return host.exec(
                        "sh",
                        "-c",
                        "cat /etc/postgresql/15/main/start.conf /etc/postgresql/15/main/pg_hba.conf; ls -a /var/lib/postgresql /var/lib/postgresql/15/main/*.signal 2>/dev/null || true")
                + host.sql("SELECT (SELECT count(*) FROM pg_db_role_setting), "
                        + "(SELECT string_agg(slot_name, ',') FROM pg_replication_slots)");
    }
}
