package io.understudy.promotion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.client.Understudy;
import io.understudy.client.model.CutOverOutcome;
import io.understudy.client.model.CutOverPhase;
import io.understudy.client.model.CutOverResult;
import io.understudy.client.model.CutOverStep;
import io.understudy.client.model.CutOverTestRequest;
import io.understudy.client.model.Job;
import io.understudy.client.model.JobOutcome;
import io.understudy.client.model.UnitAction;
import io.understudy.testing.Eventually;
import io.understudy.testing.LabApp;
import io.understudy.testing.LabDns;
import io.understudy.testing.LabHost;
import io.understudy.testing.LabPair;
import io.understudy.testing.LabService;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The nine steps of the guide by one request, with the application that they are about: puma and sidekiq write rows on
/// the old primary's host, and go on there and on the new one, over the new primary, under the same name.
class GuideLab {
    private static final LabPair PAIR = new LabPair("guide-a", "guide-b", "--app");

    private final LabService service = new LabService("guide");

    @AfterEach
    void stop() {
        service.close();
    }

    @AfterAll
    static void leaveNothing() {
        PAIR.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"15", "9.6"})
    void nineSteps(String version) throws Exception {
        LabHost a = PAIR.primary();
        LabHost b = PAIR.standby();
        LabApp old = new LabApp(a);
        LabApp fresh = new LabApp(b);
        LabDns dns = new LabDns(b);
        SwitchoverCluster cluster = new SwitchoverCluster(service.start(), PAIR, version);
        old.createDatabase();
        old.start();
        dns.start();
        dns.set("update delete app.qstn.example A", "update add app.qstn.example 60 A " + a.address());
        assertTrue(old.writesTo("127.0.0.1"));
        String envBefore = old.env();

        AppSteps steps = new AppSteps(service, dns);
        String url = LabApp.databaseUrl(b.address());
        List<CutOverStep> list = nineSteps(steps, a, b, steps.secret("url", url), steps.secret("dns", dns.secret()));
        lookingChangesNothing(cluster, list, old, dns);
        Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
        AtomicBoolean enough = new AtomicBoolean();
        Thread user = Thread.startVirtualThread(() -> {
            while (!enough.get()) {
                old.write().ifPresent(acknowledged::add);
            }
        });

        Job job = cluster.run(cluster.request(a, b).cutOverSteps(list).build());

        assertEquals(JobOutcome.COMPLETED, job.getOutcome(), () -> job.getError() + " " + job.getResult());
        assertEquals(
                list.stream().map(CutOverStep::getName).toList(),
                ends(job).stream().map(CutOverResult::getName).toList());
        assertTrue(
                ends(job).stream().allMatch(end -> end.getOutcome() == CutOverOutcome.CHANGED),
                () -> ends(job).toString());
        assertEquals(envBefore.replace(LabApp.databaseUrl("127.0.0.1"), url), old.env());
        assertEquals("60 A " + b.address(), dns.app());
        Eventually.within(Duration.ofSeconds(20), "the old host's puma writes to b", () -> old.writesTo(b.address()));
        Eventually.within(Duration.ofSeconds(20), "the new host's puma writes", () -> fresh.writesTo("127.0.0.1"));
        assertEquals("puma sidekiq", old.running());
        assertEquals("puma sidekiq", fresh.running());
        enough.set(true);
        user.join();
        Eventually.within(Duration.ofSeconds(20), "each row is counted", () -> isEachCounted(b));
        Set<Long> there = Stream.of(LabApp.sql(b, "SELECT string_agg(id::text, ',') FROM answer")
                        .split(",", -1))
                .map(Long::valueOf)
                .collect(Collectors.toSet());
        assertTrue(there.containsAll(acknowledged), () -> "lost of " + acknowledged.size());
        String count = "SELECT count(*) FROM answer";
        Eventually.within(
                Duration.ofSeconds(20),
                "the old primary follows",
                () -> LabApp.sql(a, count).equals(LabApp.sql(b, count)));
        assertEquals("t", a.sql("SELECT pg_is_in_recovery()"));
        noSecretIsShown(job, url, dns.secret());
    }

    /// In the guide's order, but for its first: the file is changed once the new primary is there, so that a way back
    /// needs no change of it.
    private static List<CutOverStep> nineSteps(AppSteps steps, LabHost a, LabHost b, String url, String key) {
        return List.of(
                steps.admit(a),
                steps.unit(CutOverPhase.BEFORE, UnitAction.STOP, a, "puma"),
                steps.unit(CutOverPhase.BEFORE, UnitAction.STOP, a, "sidekiq"),
                steps.point(a, url),
                steps.unit(CutOverPhase.AFTER, UnitAction.START, a, "puma"),
                steps.unit(CutOverPhase.AFTER, UnitAction.START, a, "sidekiq"),
                steps.dns(CutOverPhase.AFTER, b.address(), key),
                steps.unit(CutOverPhase.AFTER, UnitAction.START, b, "puma"),
                steps.unit(CutOverPhase.AFTER, UnitAction.START, b, "sidekiq"));
    }

    private void lookingChangesNothing(SwitchoverCluster cluster, List<CutOverStep> list, LabApp app, LabDns dns) {
        String before = app.env() + app.running() + dns.app();
        try (Understudy api = service.client()) {
            var test = api.cutOverSteps()
                    .testCutOverSteps(CutOverTestRequest.builder()
                            .clusterId(cluster.id())
                            .steps(list)
                            .build());
            assertTrue(test.getPossible(), test::toString);
        }
        assertEquals(before, app.env() + app.running() + dns.app());
    }

    private static List<CutOverResult> ends(Job job) {
        return Objects.requireNonNull(Objects.requireNonNull(job.getResult()).getPromotion())
                .getCutOverSteps();
    }

    private static boolean isEachCounted(LabHost database) {
        return LabApp.sql(database, "SELECT (SELECT count(*) FROM answer) = (SELECT count(*) FROM counted)")
                .equals("t");
    }

    private void noSecretIsShown(Job job, String url, String key) throws IOException {
        String password = url.substring(url.indexOf("qstn-secret"), url.indexOf('@'));
        String seen = job + Files.readString(service.log());
        try (Understudy api = service.client()) {
            seen += api.jobs().listJobChanges(job.getId());
        }
        assertFalse(seen.contains(password) || seen.contains(key), "a secret is shown");
    }
}
