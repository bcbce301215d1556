package io.understudy.lag;

import static io.understudy.testing.TestingApi.asAdmin;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.understudy.cluster.Cluster;
import io.understudy.cluster.ClusterStore;
import io.understudy.cluster.TestingClusters;
import io.understudy.testing.Eventually;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// An alert on a metric that nobody exports never fires.
@QuarkusTest
class MonitoringContractTest {
    private static final Path FOLDER = Path.of("../monitoring");
    private static final Pattern METRIC = Pattern.compile("\\b(?:pg|understudy)_[a-z0-9_]+(?=[\\[{ )\\]\",])");
    private static final Pattern STATES = Pattern.compile("state=~?\"([A-Z_|]+)\"");

    @Inject
    ClusterStore clusters;

    @Test
    void whatAlertsAndDashboardLookAtIsExported() throws IOException {
        Cluster cluster = TestingClusters.stored(clusters);
        Eventually.within(
                Duration.ofSeconds(30), "it is sampled", () -> metrics().contains(cluster.name()));
        Set<String> exported = metrics()
                .lines()
                .filter(line -> line.contains(cluster.name()))
                .map(line -> line.split("\\{", 2)[0])
                .collect(Collectors.toSet());

        Set<String> wanted = new TreeSet<>(found(METRIC, "alerts.yml"));
        wanted.addAll(found(METRIC, "grafana-lag.json"));
        wanted.removeAll(exported);
        assertEquals(Set.of(), wanted);
    }

    @Test
    void whatIsUnknownIsNotZero() {
        Cluster cluster = TestingClusters.stored(clusters);
        Eventually.within(
                Duration.ofSeconds(30), "it is sampled", () -> metrics().contains(cluster.name()));

        List<String> lines = metrics()
                .lines()
                .filter(line -> line.contains(cluster.name()) && line.contains("_lag_") && !line.contains("age"))
                .toList();
        assertFalse(lines.isEmpty());
        assertTrue(lines.stream().allMatch(line -> line.endsWith(" NaN")), () -> String.join("\n", lines));
    }

    @Test
    void theStatesOfTheAlertsAreStates() throws IOException {
        for (String group : found(STATES, "alerts.yml")) {
            Arrays.stream(group.split("\\|")).forEach(LagState::valueOf);
        }
    }

    private static String metrics() {
        return asAdmin().get("/q/metrics").then().statusCode(200).extract().asString();
    }

    private static Set<String> found(Pattern pattern, String file) throws IOException {
        Set<String> found = pattern.matcher(Files.readString(FOLDER.resolve(file)))
                .results()
                .map((MatchResult match) -> match.groupCount() == 0 ? match.group() : match.group(1))
                .collect(Collectors.toSet());
        assertFalse(found.isEmpty());
        return found;
    }
}
