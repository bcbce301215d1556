package io.understudy.lag;

import static io.understudy.testing.TestingApi.get;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.understudy.cluster.Cluster;
import io.understudy.cluster.ClusterNode;
import io.understudy.cluster.ClusterStore;
import io.understudy.cluster.TestingClusters;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.LongStream;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class LagHistoryContractTest {
    /// Before anything that the service itself samples here.
    private final Instant start = Instant.ofEpochSecond(Instant.now().getEpochSecond() / 600 * 600 - 7200);

    @Inject
    ClusterStore clusters;

    @Inject
    LagStore store;

    @Inject
    LagThinning thinning;

    @Inject
    LagPartitions partitions;

    @Inject
    Jdbi jdbi;

    private Cluster cluster;

    @BeforeEach
    void aClusterThatOnlyThisTestSamples() {
        cluster = TestingClusters.stored(clusters);
        jdbi.useHandle(handle -> {
            handle.execute("INSERT INTO lag_sampler VALUES ('test', now() + interval '1 h')");
            handle.execute("""
                    INSERT INTO lag_lease VALUES (?, 'test')
                    ON CONFLICT (cluster_id) DO UPDATE SET sampler = excluded.sampler
                    """, cluster.id());
            partitions.make(handle, start);
        });
    }

    @AfterEach
    void leave() {
        jdbi.useHandle(handle -> handle.execute("DELETE FROM lag_sampler WHERE name = 'test'"));
    }

    @Test
    void aStepHasLeastMostMeanAndPercentile() {
        LongStream.rangeClosed(1, 12).forEach(i -> sampled((int) i * 5 - 5, i * 100));

        get(history("&stepSeconds=60", 60))
                .statusCode(200)
                .body("stage", equalTo("REPLAYED"))
                .body("stepSeconds", equalTo(60))
                .body("series", hasSize(1))
                .body("series[0].points", hasSize(1))
                .body("series[0].points[0].at", equalTo(start.toString()))
                .body("series[0].points[0].samples", equalTo(12))
                .body("series[0].points[0].unknownSamples", equalTo(0))
                .body("series[0].points[0].lagBytes.min", equalTo(100))
                .body("series[0].points[0].lagBytes.max", equalTo(1200))
                .body("series[0].points[0].lagBytes.average", equalTo(650))
                .body("series[0].points[0].lagBytes.p95", equalTo(1200))
                .body("series[0].points[0].lagSeconds.max.toDouble()", closeTo(1.2, 0.001));
    }

    @Test
    void aGapIsAGapAndNotAZero() {
        sampled(0, 100L);
        sampled(5, null);
        sampled(60, null);
        sampled(180, 0L);

        get(history("&stepSeconds=60", 240))
                .body("series[0].points", hasSize(4))
                .body("series[0].points[0].samples", equalTo(2))
                .body("series[0].points[0].unknownSamples", equalTo(1))
                .body("series[0].points[0].lagBytes.min", equalTo(100))
                .body("series[0].points[1].unknownSamples", equalTo(1))
                .body("series[0].points[1].lagBytes", nullValue())
                .body("series[0].points[1].lagSeconds", nullValue())
                .body("series[0].points[2].samples", equalTo(0))
                .body("series[0].points[2].lagBytes", nullValue())
                .body("series[0].points[3].lagBytes.max", equalTo(0));
    }

    @Test
    void whatIsThinnedOutSaysTheSameInLargerSteps() {
        LongStream.range(0, 120).forEach(i -> sampled((int) i * 5, i * 10));
        QuarkusTransaction.requiringNew()
                .run(() -> jdbi.useHandle(handle -> {
                    handle.execute("UPDATE lag_thinned_to SET at = ?", start.atOffset(ZoneOffset.UTC));
                    thinning.thin(handle, start.plusSeconds(661));
                }));

        LagHistoryStore lately = new LagHistoryStore(jdbi, TestingLag.keeping(Duration.ofMinutes(1)));
        var steps = lately.steps(
                cluster.nodes().stream().map(ClusterNode::id).toList(),
                new LagQuery(start, start.plusSeconds(600), Duration.ofMinutes(10), KeptStage.FLUSHED));

        assertEquals(1, steps.size());
        assertEquals(120, steps.getFirst().samples());
        assertEquals(0, steps.getFirst().bytesMin());
        assertEquals(1190, steps.getFirst().bytesMax());
        assertEquals(595, steps.getFirst().bytesAverage());
        assertEquals(1160, steps.getFirst().bytesP95(), "the larger of the two five minutes'");
    }

    @ParameterizedTest
    @CsvSource({
        "from=yesterday, from must be a time",
        "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z, from must be before to",
        "from=-999999999-01-01T00:00:00Z, from must be a time",
        "stepSeconds=0, stepSeconds must be at least 1",
        "stepSeconds=9223372036854775807, stepSeconds must be at least 1",
        "from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z&stepSeconds=1, stepSeconds must be at least 29"
    })
    void aQuestionThatCannotBeAnsweredIsRefused(String query, String reason) {
        get("clusters/" + cluster.id() + "/lag/history?" + query)
                .statusCode(400)
                .body("code", equalTo("VALIDATION_FAILED"))
                .body("detail", containsString(reason));
    }

    @Test
    void aClusterOrNodeThatIsNotThereIsNotFound() {
        get("clusters/none/lag/history").statusCode(404);
        get("clusters/" + cluster.id() + "/lag/history?nodeId=none").statusCode(404);
        get("clusters/" + cluster.id() + "/lag?belowBytes=0&nodeId=none").statusCode(404);
        get("clusters/none/lag/stream").statusCode(404);
    }

    private String history(String more, int seconds) {
        return "clusters/%s/lag/history?from=%s&to=%s%s"
                .formatted(cluster.id(), start, start.plusSeconds(seconds), more);
    }

    private void sampled(int second, @Nullable Long bytes) {
        QuarkusTransaction.requiringNew()
                .run(() -> store.save(TestingLag.sample(cluster, start.plusSeconds(second), bytes), "test"));
    }
}
