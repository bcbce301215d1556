package io.understudy.promotion;

import static io.understudy.promotion.EndedJobs.promoted;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.understudy.client.Understudy;
import io.understudy.client.model.JobState;
import io.understudy.client.model.PromotionResult;
import io.understudy.step.Step;
import io.understudy.testing.Eventually;
import io.understudy.testing.LabHost;
import io.understudy.testing.LabPair;
import io.understudy.testing.LabReplicas;
import io.understudy.testing.LabService;
import io.understudy.testing.Part;
import io.understudy.testing.Writers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// One switchover that waits for its time while the replica that was asked for it is killed, and then goes from one
/// replica to the other: each is killed at another step, before or after it, while the other lives.
class TakenOverSwitchoverLab {
    private static final LabPair PAIR = new LabPair("tos-a", "tos-b");
    private static final LabReplicas REPLICAS = new LabReplicas("takenover", new LabHost("tos-c"));
    private static final AtomicReference<LabService> ALIVE = new AtomicReference<>(REPLICAS.first());

    @AfterAll
    static void leaveNothing() {
        REPLICAS.close();
        PAIR.close();
    }

    @Test
    void eachIsKilledAtAnotherStep() {
        REPLICAS.start();
        SwitchoverCluster cluster = new SwitchoverCluster(TakenOverSwitchoverLab::client, PAIR, "15");
        List<String> points = Part.of(
                18,
                Switchover.of(TestingSpecs.spec()).steps().stream()
                        .map(Step::name)
                        .flatMap(step -> Stream.of("before:" + step, "after:" + step))
                        .toList());
        try (Writers writers = new Writers(PAIR)) {
            String id = waits(cluster);
            fromOneToTheOther(id, points);
            PromotionResult result = promoted(cluster.end(id));
            assertEquals(0, result.getRowsAtRisk());
            assertEquals(1, result.getStandbysFollowing());
            assertEquals(points.size() + 1, REPLICAS.owners(id));
            writers.await(PAIR.standby());
            writers.stop();
            assertEquals(List.of(PAIR.primary().name(), PAIR.standby().name()), writers.turns());
            assertEquals(Set.of(), writers.lost(PAIR.standby()));
        }
    }

    private static Understudy client() {
        return REPLICAS.client(ALIVE.get());
    }

    /// Nobody runs when the time comes but who starts later.
    private static String waits(SwitchoverCluster cluster) {
        REPLICAS.second().kill();
        Instant time = Instant.now().plusSeconds(3);
        String id = cluster.begin(cluster.request(PAIR.primary(), PAIR.standby())
                .scheduledAt(time)
                .build());
        try (Understudy api = client()) {
            assertEquals(JobState.SCHEDULED, api.job(id).poll().getState());
        }
        REPLICAS.first().kill();
        return id;
    }

    /// A replica that is started again gives back at once what it was running when it was killed, so it is started only
    /// once the other has that.
    private static void fromOneToTheOther(String id, List<String> points) {
        LabService runs = REPLICAS.second();
        LabService other = REPLICAS.first();
        runs.begin(REPLICAS.settings("understudy.fault.halt-at=" + points.getFirst()));
        for (int killed = 1; killed <= points.size(); killed++) {
            int owners = killed;
            Eventually.within(Duration.ofMinutes(1), "it has the job", () -> REPLICAS.owners(id) == owners);
            other.begin(
                    killed < points.size()
                            ? REPLICAS.settings("understudy.fault.halt-at=" + points.get(killed))
                            : REPLICAS.settings());
            assertEquals(137, runs.awaitEnd(), "halted at " + points.get(killed - 1));
            LabService dead = runs;
            runs = other;
            other = dead;
        }
        runs.awaitReady();
        ALIVE.set(runs);
    }
}
