package io.understudy.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.understudy.client.Understudy;
import io.understudy.client.model.ArchiveOptions;
import io.understudy.client.model.Job;
import io.understudy.client.model.JobOutcome;
import io.understudy.client.model.JobState;
import io.understudy.testing.LabCluster;
import io.understudy.testing.LabPair;
import io.understudy.testing.LabService;
import io.understudy.testing.Part;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/// One setup whose service is killed before and after every step of the procedure's own list. Each time it is started
/// again it
/// goes on where it was, and in the end the standby streams as if nothing had happened.
class KilledServiceLab {
    private static final LabPair PAIR = new LabPair("kill-a", "kill-b");
    private static final LabService SERVICE = new LabService("killed");

    private static final AtomicReference<LabCluster> CLUSTER = new AtomicReference<>();
    private static final AtomicReference<String> JOB = new AtomicReference<>();

    @AfterAll
    static void leaveNothing() {
        SERVICE.close();
        PAIR.close();
    }

    @TestFactory
    Stream<DynamicNode> setup() {
        Stream<DynamicNode> begin =
                Stream.of(dynamicTest("the setup is asked for and the service dies at once", KilledServiceLab::begin));
        List<String> points = new SetupTarget(PAIR, "15")
                .steps().stream()
                        .flatMap(step -> Stream.of("before:" + step.name(), "after:" + step.name()))
                        .skip(1)
                        .toList();
        Stream<DynamicNode> kills =
                Part.of(3, points).stream().map(point -> dynamicTest("killed " + point, () -> diesAt(point)));
        Stream<DynamicNode> end = Stream.of(dynamicTest("the job ends done", KilledServiceLab::endsDone));
        return Stream.of(begin, kills, end).flatMap(stream -> stream);
    }

    private static void begin() {
        PAIR.fresh("15");
        String first = new SetupTarget(PAIR, "15").steps().getFirst().name();
        SERVICE.start("understudy.fault.halt-at=before:" + first);
        LabCluster cluster = new LabCluster(SERVICE::client, PAIR);
        CLUSTER.set(cluster);
        JOB.set(cluster.begin(cluster.request()
                        .archive(ArchiveOptions.builder().build())
                        .build())
                .jobId());
        assertEquals(137, SERVICE.awaitEnd());
    }

    private static void diesAt(String point) {
        SERVICE.start("understudy.fault.halt-at=" + point);
        assertEquals(137, SERVICE.awaitEnd(), "halted at " + point);
    }

    private static void endsDone() {
        SERVICE.start();
        try (Understudy api = SERVICE.client()) {
            Job job = CLUSTER.get().end(api.job(JOB.get()));
            assertEquals(JobState.SUCCEEDED, job.getState(), String.valueOf(job.getError()));
            assertEquals(JobOutcome.COMPLETED, job.getOutcome());
        }
        PAIR.primary().sql("CREATE TABLE survived AS SELECT generate_series(1, 100) AS id");
        PAIR.awaitReplayed();
        assertEquals("100", PAIR.standby().sql("SELECT count(*) FROM survived"));
        assertEquals("1", PAIR.primary().sql("SELECT count(*) FROM pg_replication_slots"));
        assertEquals(
                "",
                PAIR.standby().exec("sh", "-c", "ls -d /var/lib/postgresql/15/main.understudy* 2>/dev/null || true"));
    }
}
