package io.understudy.lag;

import static io.understudy.testing.TestingApi.get;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ExtractableResponse;
import io.restassured.response.Response;
import io.understudy.cluster.HandmadeStandby;
import io.understudy.cluster.LabApi;
import io.understudy.testing.Eventually;
import io.understudy.testing.LabHost;
import io.understudy.testing.TestingApi;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The bad days of a standby: each is told by name, and none of them makes a 0 of what is not known.
@QuarkusTest
class LagLab {
    private static final Duration TOLD = Duration.ofSeconds(40);

    private final LabHost primary = new LabHost("lagged1");
    private final LabHost standby = new LabHost("lagged2");
    private String lag = "";
    private String version = "";

    @AfterEach
    void remove() {
        LabApi.forgetAll();
        primary.removeIfThere();
        standby.removeIfThere();
    }

    @ParameterizedTest
    @ValueSource(strings = {"15", "9.6"})
    void eachBadDayHasItsName(String version) throws IOException {
        streaming(version);
        anIdlePrimaryIsNoLag();
        aPausedReplayGrowsOlder();
        aDeadReceiver();
        aRestartedServer(standby, "STANDBY_DOWN");
        aRestartedServer(primary, "PRIMARY_DOWN");
        aFrozenHost();
        aPrimaryThatIsCutOffLeavesAGap();
        if (!version.equals("9.6")) {
            aLostSlot();
        }
    }

    private void anIdlePrimaryIsNoLag() {
        Instant since = Instant.now();
        eventually("ten seconds of silence", now -> Instant.now().isAfter(since.plusSeconds(10)));
        get(lag).body("stale", equalTo(false))
                .body("standbys[0].replayed.lagBytes", equalTo(0))
                .body("standbys[0].replayed.lagSeconds.toDouble()", lessThan(0.001))
                .body("standbys[0].caughtUpInSeconds.toDouble()", lessThan(0.001))
                .body("standbys[0].slot.active", equalTo(true))
                .body("standbys[0].receiverLastMessageSeconds.toDouble()", lessThan(35.0))
                .body("primary.walsendersUsed", equalTo(1))
                .body("primary.slotsUsed", equalTo(1))
                .body("primary.freeBytes", notNullValue())
                .body("primary.bytesPerSecond", notNullValue());
    }

    private void aPausedReplayGrowsOlder() {
        standby.sql("SELECT pg_%s_replay_pause()".formatted(wal()));
        eventually("REPLAY_PAUSED", now -> state(now).equals("REPLAY_PAUSED"));
        raised("REPLAY_PAUSED");
        primary.sql("CREATE TABLE paused AS SELECT g, repeat('x', 500) FROM generate_series(1, 20000) g");
        Instant written = Instant.now();

        eventually("the lag is six seconds old", now -> seconds(now) > 6);
        double age = Duration.between(written, Instant.now()).toMillis() / 1000.0;
        double told = seconds(get(lag).extract());
        assertTrue(told < age + 3, "told %s, it is %s".formatted(told, age));
        get(lag).body("standbys[0].replayed.lagBytes", greaterThan(10_000_000))
                .body("standbys[0].flushed.lagBytes", equalTo(0))
                .body("standbys[0].caughtUpInSeconds", nullValue());
        get(lag + "?belowBytes=1000").body("below", equalTo(false));

        standby.sql("SELECT pg_%s_replay_resume()".formatted(wal()));
        TestingApi.asAdmin()
                .header("Prefer", "wait=30")
                .get("/api/v1/" + lag + "?belowBytes=1000")
                .then()
                .body("below", equalTo(true))
                .header("Preference-Applied", "wait=30");
        follows();
        Eventually.within(TOLD, "the history has it", () -> most(history()) > 10_000_000);
    }

    private void aDeadReceiver() {
        primary.sql("ALTER ROLE byhand NOLOGIN");
        primary.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_replication");
        eventually("RECEIVER_DOWN", now -> state(now).equals("RECEIVER_DOWN"));
        raised("STANDBY_NOT_STREAMING");
        primary.sql("CREATE TABLE unsent AS SELECT generate_series(1, 1000)");

        get(lag).body("standbys[0].receiverUp", equalTo(false))
                .body("standbys[0].flushed", nullValue())
                .body("standbys[0].unknown.fields.flatten()", hasItem("flushed"));
        eventually("it grows older", now -> seconds(now) > 4);
        primary.sql("ALTER ROLE byhand LOGIN");
        follows();
    }

    private void aRestartedServer(LabHost host, String state) {
        host.exec("systemctl", "stop", "postgresql@%s-main".formatted(version));
        eventually(state + ", and its lag unknown", now -> state(now).equals(state) && seconds(now) == -1);
        host.exec("systemctl", "start", "postgresql@%s-main".formatted(version));
        follows();
    }

    private void aFrozenHost() {
        standby.does("freeze");
        eventually("HOST_UNREACHABLE", now -> state(now).equals("HOST_UNREACHABLE"));
        get(lag).body("stale", equalTo(false))
                .body("standbys[0].receiverUp", nullValue())
                .body("standbys[0].unknown.fields.flatten()", hasItem("receiverUp"))
                .body("primary.endLsn", notNullValue());
        standby.does("thaw");
        follows();
    }

    private void aPrimaryThatIsCutOffLeavesAGap() {
        Instant before = Instant.now();
        primary.does("cut");
        eventually("PRIMARY_UNREACHABLE", now -> state(now).equals("PRIMARY_UNREACHABLE"));
        Instant since = Instant.now();
        eventually("ten seconds of it", now -> Instant.now().isAfter(since.plusSeconds(10)));
        get(lag).body("standbys[0].replayed", nullValue()).body("primary.endLsn", nullValue());
        primary.does("heal");
        follows();

        List<Map<String, Object>> points = get("%s/history?from=%s&stepSeconds=5".formatted(lag, before))
                .extract()
                .path("series[0].points");
        assertTrue(
                points.stream().anyMatch(p -> (int) p.get("samples") > 0 && p.get("lagBytes") == null),
                "a gap, not a zero: " + points);
    }

    private void aLostSlot() {
        primary.sql("ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'");
        primary.sql("ALTER SYSTEM SET wal_keep_size = 0");
        primary.sql("SELECT pg_reload_conf()");
        standby.exec("systemctl", "stop", "postgresql@%s-main".formatted(version));
        for (int i = 0; i < 4; i++) {
            primary.sql(
                    "CREATE TABLE lost%d AS SELECT g, repeat('x', 500) FROM generate_series(1, 60000) g".formatted(i));
            primary.sql("SELECT pg_switch_wal()");
            primary.sql("CHECKPOINT");
        }
        assertEquals("lost", primary.sql("SELECT wal_status FROM pg_replication_slots"));
        standby.exec("systemctl", "start", "postgresql@%s-main".formatted(version));
        eventually("SLOT_LOST", now -> state(now).equals("SLOT_LOST"));
        get(lag).body("standbys[0].slot.walStatus", equalTo("lost"));
    }

    private void streaming(String version) throws IOException {
        LabHost.fresh(version, primary.name(), standby.name());
        HandmadeStandby.make(primary, standby, version);
        String primaryId = LabApi.register(primary);
        LabApi.register(standby);
        this.version = version;
        lag = "clusters/" + LabApi.adopted(primaryId) + "/lag";
        follows();
    }

    private void follows() {
        eventually("STREAMING with nothing missing", now -> state(now).equals("STREAMING") && seconds(now) == 0);
        Eventually.within(
                Duration.ofSeconds(10),
                "nothing is wrong any more",
                () -> get("problems").extract().<List<String>>path("items.id").isEmpty());
    }

    /// With the sample that shows it, or the next.
    private void raised(String code) {
        Eventually.within(
                Duration.ofSeconds(5),
                code + " is a problem",
                () -> get("problems")
                        .extract()
                        .<List<String>>path("items.problem.code")
                        .contains(code));
    }

    private void eventually(String what, Predicate<ExtractableResponse<Response>> condition) {
        Eventually.within(
                TOLD, what, () -> condition.test(get(lag).statusCode(200).extract()));
    }

    private static String state(ExtractableResponse<Response> now) {
        return now.path("standbys[0].state");
    }

    private static double seconds(ExtractableResponse<Response> now) {
        Number told = now.path("standbys[0].replayed.lagSeconds");
        return told == null ? -1 : told.doubleValue();
    }

    private ExtractableResponse<Response> history() {
        return get(lag + "/history").statusCode(200).extract();
    }

    private static long most(ExtractableResponse<Response> history) {
        List<@Nullable Map<String, Number>> bytes = history.path("series[0].points.lagBytes");
        return bytes.stream()
                .mapToLong(
                        step -> step == null ? 0 : step.getOrDefault("max", 0).longValue())
                .max()
                .orElse(0);
    }

    private String wal() {
        return version.equals("9.6") ? "xlog" : "wal";
    }
}
