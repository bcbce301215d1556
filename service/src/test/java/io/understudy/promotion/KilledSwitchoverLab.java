package io.understudy.promotion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.understudy.client.model.Job;
import io.understudy.client.model.JobOutcome;
import io.understudy.client.model.JobState;
import io.understudy.client.model.PromotionResult;
import io.understudy.step.Step;
import io.understudy.testing.LabPair;
import io.understudy.testing.LabService;
import io.understudy.testing.Part;
import io.understudy.testing.Writers;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/// One switchover whose service is killed before and after every step of the procedure's own list. Each time it is
/// started again it goes on where it was, and in the end the standby is the primary and nothing is lost.
class KilledSwitchoverLab {
    private static final LabPair PAIR = new LabPair("skl-a", "skl-b");
    private static final LabService SERVICE = new LabService("killedswitchover");

    private static final AtomicReference<SwitchoverCluster> CLUSTER = new AtomicReference<>();
    private static final AtomicReference<Writers> WRITERS = new AtomicReference<>();
    private static final AtomicReference<String> JOB = new AtomicReference<>();

    @AfterAll
    static void leaveNothing() {
        if (WRITERS.get() != null) {
            WRITERS.get().close();
        }
        SERVICE.close();
        PAIR.close();
    }

    @TestFactory
    Stream<DynamicNode> switchover() {
        List<String> points = Switchover.of(TestingSpecs.spec()).steps().stream()
                .map(Step::name)
                .flatMap(step -> Stream.of("before:" + step, "after:" + step))
                .toList();
        Stream<DynamicNode> begin = Stream.of(dynamicTest(
                "the switchover is asked for and the service dies at once", () -> begin(points.getFirst())));
        Stream<DynamicNode> kills = Part.of(3, points.subList(1, points.size())).stream()
                .map(point -> dynamicTest("killed " + point, () -> diesAt(point)));
        Stream<DynamicNode> end = Stream.of(dynamicTest("the job ends done", KilledSwitchoverLab::endsDone));
        return Stream.of(begin, kills, end).flatMap(stream -> stream);
    }

    private static void begin(String first) {
        SERVICE.start();
        CLUSTER.set(new SwitchoverCluster(SERVICE, PAIR, "15"));
        WRITERS.set(new Writers(PAIR));
        SERVICE.kill();
        SERVICE.start("understudy.fault.halt-at=" + first);
        JOB.set(CLUSTER.get()
                .begin(CLUSTER.get().request(PAIR.primary(), PAIR.standby()).build()));
        assertEquals(137, SERVICE.awaitEnd());
    }

    private static void diesAt(String point) {
        SERVICE.start("understudy.fault.halt-at=" + point);
        assertEquals(137, SERVICE.awaitEnd(), "halted at " + point);
    }

    private static void endsDone() {
        SERVICE.start();
        Job job = CLUSTER.get().end(JOB.get());
        assertEquals(JobState.SUCCEEDED, job.getState(), String.valueOf(job.getError()));
        assertEquals(JobOutcome.COMPLETED, job.getOutcome());
        PromotionResult result =
                Objects.requireNonNull(Objects.requireNonNull(job.getResult()).getPromotion());
        assertEquals(0, result.getRowsAtRisk());
        assertNotNull(result.getProof());
        assertEquals(1, result.getStandbysFollowing());
        Writers writers = WRITERS.get();
        writers.await(PAIR.standby());
        writers.stop();
        assertEquals(List.of(PAIR.primary().name(), PAIR.standby().name()), writers.turns());
        assertEquals(Set.of(), writers.lost(PAIR.standby()));
    }
}
