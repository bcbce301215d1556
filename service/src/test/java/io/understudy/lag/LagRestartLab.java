package io.understudy.lag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.client.ProblemException;
import io.understudy.client.RetryPolicy;
import io.understudy.client.Understudy;
import io.understudy.client.api.LagApi.APIGetClusterLagHistoryRequest;
import io.understudy.client.model.ClusterLag;
import io.understudy.client.model.JobState;
import io.understudy.client.model.LagPoint;
import io.understudy.client.model.LagStage;
import io.understudy.testing.Eventually;
import io.understudy.testing.LabCluster;
import io.understudy.testing.LabPair;
import io.understudy.testing.LabService;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The service is killed while a standby falls behind, and its store is restarted while many ask.
class LagRestartLab {
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final LabPair PAIR = new LabPair("lagkill-a", "lagkill-b");
    private static final LabService SERVICE = new LabService("lag-restart");
    private static @Nullable LabCluster lab;

    @BeforeAll
    static void aStandbyFollows() {
        PAIR.fresh("15");
        LabCluster cluster = new LabCluster(SERVICE.start()::client, PAIR);
        assertEquals(JobState.SUCCEEDED, cluster.run(cluster.request().build()).getState());
        lab = cluster;
    }

    @AfterAll
    static void leaveNothing() {
        SERVICE.close();
        PAIR.close();
    }

    private static String clusterId() {
        return Objects.requireNonNull(lab).clusterId();
    }

    @Test
    void aKillMakesNoLagYoungerAndNoLongGap() {
        try (Understudy api = SERVICE.client()) {
            api.lag(clusterId()).waitForBelow(0, Duration.ofMinutes(1));
        }
        awaitSampleAfter(Instant.now());
        PAIR.standby().sql("SELECT pg_wal_replay_pause()");
        PAIR.primary().sql("CREATE TABLE unseen AS SELECT generate_series(1, 1000)");
        Instant written = Instant.now();
        awaitSample(
                "a standby that is behind",
                lag -> lag.getMeasuredAt().isAfter(written.plus(INTERVAL)) && known(lag) && seconds(lag) > 0);

        SERVICE.kill();
        SERVICE.start();
        Instant up = Instant.now();

        ClusterLag first = awaitSampleAfter(up);
        Duration gap = Duration.between(up, first.getMeasuredAt());
        assertTrue(gap.compareTo(INTERVAL.multipliedBy(2).plusSeconds(8)) < 0, "the gap was " + gap);
        ClusterLag told = awaitSample(
                "one that reached the hosts",
                lag -> known(lag) && lag.getMeasuredAt().isAfter(up));
        double age = Duration.between(written, told.getMeasuredAt()).toMillis() / 1000.0;
        assertEquals(age, seconds(told), INTERVAL.toSeconds() + 1.0, "the age of what was written before the kill");
        assertTrue(
                history(written).stream().anyMatch(step -> step.getSamples() == 0),
                "nobody sampled while the service was down");
        PAIR.standby().sql("SELECT pg_wal_replay_resume()");
    }

    /// An answer to one of those who ask all the time.
    ///
    /// @param code OK, or that of the problem
    private record Answer(Instant askedAt, Duration took, String code) {
        boolean failed() {
            return !code.equals("OK");
        }
    }

    @Test
    void aStoreThatIsRestartedUnderLoadIsMissedNoLongerThanItIsAway() throws InterruptedException {
        Queue<Answer> answers = new ConcurrentLinkedQueue<>();
        AtomicBoolean enough = new AtomicBoolean();
        awaitSampleAfter(Instant.now());
        List<Thread> many = IntStream.range(0, 8)
                .mapToObj(_ -> Thread.startVirtualThread(() -> askUntil(enough, answers)))
                .toList();
        Eventually.within(Duration.ofSeconds(20), "they are answered", () -> answers.size() > 100);

        SERVICE.restartStore();
        Instant back = Instant.now();
        Eventually.within(
                Duration.ofMinutes(1),
                "they are answered for a while",
                () -> Instant.now().isAfter(back.plusSeconds(3)));
        enough.set(true);
        for (Thread one : many) {
            one.join();
        }

        assertTrue(
                answers.stream()
                        .filter(answer -> answer.askedAt().isAfter(back.plusSeconds(1)))
                        .noneMatch(Answer::failed),
                "who asks after that is answered: " + failed(answers, back));
        assertTrue(
                failed(answers, Instant.EPOCH).stream()
                        .allMatch(answer -> answer.code().equals("STORE_UNAVAILABLE")),
                "everybody else is told why: " + failed(answers, Instant.EPOCH));
        assertTrue(
                answers.stream().allMatch(answer -> answer.took().toSeconds() < 10),
                "nobody waits for long: " + answers);
        ClusterLag next = awaitSampleAfter(back);
        Duration gap = Duration.between(back, next.getMeasuredAt());
        assertTrue(gap.compareTo(INTERVAL.multipliedBy(2)) < 0, "the gap was " + gap);
    }

    private static List<Answer> failed(Queue<Answer> answers, Instant since) {
        return answers.stream()
                .filter(answer -> answer.failed() && answer.askedAt().isAfter(since))
                .toList();
    }

    private static void askUntil(AtomicBoolean enough, Queue<Answer> answers) {
        try (Understudy api = Understudy.builder()
                .baseUri(SERVICE.uri())
                .tokenFile(SERVICE.tokenFile())
                .retries(RetryPolicy.none())
                .build()) {
            while (!enough.get()) {
                Instant asked = Instant.now();
                String code = "OK";
                try {
                    history(api, asked.minusSeconds(600));
                } catch (ProblemException refused) {
                    code = refused.code();
                }
                answers.add(new Answer(asked, Duration.between(asked, Instant.now()), code));
            }
        }
    }

    private static ClusterLag awaitSampleAfter(Instant moment) {
        return awaitSample("one after " + moment, lag -> lag.getMeasuredAt().isAfter(moment));
    }

    private static ClusterLag awaitSample(String which, Predicate<ClusterLag> wanted) {
        AtomicReference<ClusterLag> sample = new AtomicReference<>();
        try (Understudy api = SERVICE.client()) {
            Eventually.within(Duration.ofMinutes(1), "a sample, " + which, () -> {
                sample.set(api.lag(clusterId()).poll());
                return wanted.test(sample.get());
            });
        }
        return sample.get();
    }

    /// A host under load may miss a sample.
    private static boolean known(ClusterLag lag) {
        return lag.getStandbys().getFirst().getReplayed() != null;
    }

    private static double seconds(ClusterLag lag) {
        LagStage replayed = Objects.requireNonNull(lag.getStandbys().getFirst().getReplayed());
        return Objects.requireNonNull(replayed.getLagSeconds());
    }

    private static List<LagPoint> history(Instant from) {
        try (Understudy api = SERVICE.client()) {
            return history(api, from);
        }
    }

    private static List<LagPoint> history(Understudy api, Instant from) {
        return api.lag()
                .getClusterLagHistory(APIGetClusterLagHistoryRequest.newBuilder()
                        .clusterId(clusterId())
                        .from(from)
                        .stepSeconds(1L)
                        .build())
                .getSeries()
                .getFirst()
                .getPoints();
    }
}
