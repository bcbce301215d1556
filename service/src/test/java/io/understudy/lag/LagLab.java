package io.understudy.lag;

import static io.understudy.testing.TestingApi.get;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.notNullValue;
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
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The bad days of a standby: each is told by name, and none of them makes a 0 of what is not known. All that is to be
/// so
/// at once is asked of one sample: on a busy machine the next one may miss a host.
@QuarkusTest
class LagLab {
    private static final Duration TOLD = Duration.ofMinutes(1);

    /// Debian's PostgreSQL starts its postmaster with what this file says.
    private static final String FIVE_MINUTES_AHEAD = """
            cat >>/etc/postgresql/15/main/environment <<'EOF'
            LD_PRELOAD = '/usr/lib/libfaketime.so'
            FAKETIME = '+300s'
            DONT_FAKE_MONOTONIC = '1'
            EOF
            """;

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
        aRestartedServer(primary, "PRIMARY_DOWN");
        if (!version.equals("9.6")) {
            aClockThatIsFiveMinutesOff();
        } else {
            aRestartedServer(standby, "STANDBY_DOWN");
        }
        aKilledReceiver();
        aFrozenHost();
        aPrimaryThatIsCutOffLeavesAGap();
        if (!version.equals("9.6")) {
            aLostSlot();
        }
    }

    private void anIdlePrimaryIsNoLag() {
        Instant since = Instant.now();
        eventually("five seconds of silence", now -> measuredAt(now).isAfter(since.plusSeconds(5)));
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
        Instant before = Instant.now();
        primary.sql("CREATE TABLE paused AS SELECT g, repeat('x', 500) FROM generate_series(1, 20000) g");

        eventually(
                "the lag is five seconds old, in bytes too, and nothing is missing on the disk",
                now -> seconds(now) > 5
                        && now.<Integer>path("standbys[0].replayed.lagBytes") > 10_000_000
                        && Objects.equals(now.path("standbys[0].flushed.lagBytes"), 0)
                        && now.path("standbys[0].caughtUpInSeconds") == null);
        ExtractableResponse<Response> told = get(lag).extract();
        double age = Duration.between(before, measuredAt(told)).toMillis() / 1000.0;
        assertTrue(seconds(told) < age + 3, "told %s, it is at most %s".formatted(seconds(told), age));
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

    private void aKilledReceiver() {
        primary.sql("ALTER ROLE byhand NOLOGIN");
        standby.exec("pkill", "-f", "wal ?receiver");
        primary.sql("CREATE TABLE unsent AS SELECT generate_series(1, 1000)");

        eventually(
                "RECEIVER_DOWN, growing older, and what only its walsender could tell unknown",
                now -> state(now).equals("RECEIVER_DOWN")
                        && Objects.equals(now.path("standbys[0].receiverUp"), false)
                        && now.path("standbys[0].flushed") == null
                        && unknown(now).contains("flushed")
                        && seconds(now) > 3);
        raised("STANDBY_NOT_STREAMING");
        primary.sql("ALTER ROLE byhand LOGIN");
        follows();
    }

    private void aRestartedServer(LabHost host, String state) {
        stopped(host, state);
        started(host);
    }

    private void stopped(LabHost host, String state) {
        host.exec("systemctl", "stop", "postgresql@%s-main".formatted(version));
        eventually(state + ", and its lag unknown", now -> state(now).equals(state) && seconds(now) == -1);
        raised(state);
    }

    private void started(LabHost host) {
        host.exec("systemctl", "start", "postgresql@%s-main".formatted(version));
        follows();
    }

    /// It stays so for all that comes after.
    private void aClockThatIsFiveMinutesOff() {
        stopped(standby, "STANDBY_DOWN");
        standby.exec("sh", "-c", FIVE_MINUTES_AHEAD);
        started(standby);

        primary.sql("CREATE TABLE skewed AS SELECT generate_series(1, 1000)");
        follows();
        String naive = standby.sql("SELECT extract(epoch FROM now() - pg_last_xact_replay_timestamp())::int");
        assertTrue(Integer.parseInt(naive) >= 290, "what the standby itself would call its lag is " + naive);
    }

    private void aFrozenHost() {
        standby.does("freeze");
        Instant since = Instant.now();
        eventually(
                "HOST_UNREACHABLE, while the primary is measured on",
                now -> state(now).equals("HOST_UNREACHABLE")
                        && measuredAt(now).isAfter(since.plusSeconds(5))
                        && Objects.equals(now.path("stale"), false)
                        && unknown(now).contains("receiverUp")
                        && now.path("standbys[0].receiverUp") == null
                        && now.path("primary.endLsn") != null);
        standby.does("thaw");
        follows();
    }

    private void aPrimaryThatIsCutOffLeavesAGap() {
        Instant before = Instant.now();
        primary.does("cut");
        Instant since = Instant.now();
        eventually(
                "ten seconds of PRIMARY_UNREACHABLE, and no number",
                now -> state(now).equals("PRIMARY_UNREACHABLE")
                        && measuredAt(now).isAfter(since.plusSeconds(10))
                        && seconds(now) == -1
                        && now.path("primary.endLsn") == null);
        Instant until = Instant.now();
        primary.does("heal");
        follows();

        List<Map<String, Object>> points = get("%s/history?from=%s&to=%s&stepSeconds=1"
                        .formatted(lag, before, Instant.now()))
                .extract()
                .path("series[0].points");
        assertTrue(
                points.stream()
                        .anyMatch(p ->
                                !at(p).isBefore(until.truncatedTo(ChronoUnit.SECONDS)) && p.get("lagBytes") != null),
                "measured again: " + points);
        List<Map<String, Object>> cut = points.stream()
                .filter(p -> at(p).isAfter(since.plusSeconds(5)) && at(p).isBefore(until.minusSeconds(1)))
                .toList();
        assertTrue(
                cut.stream().anyMatch(p -> !Objects.equals(p.get("samples"), 0))
                        && cut.stream().allMatch(p -> p.get("lagBytes") == null && p.get("lagSeconds") == null),
                "looked at in vain, and no number anywhere: " + cut);
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
        eventually(
                "SLOT_LOST",
                now -> state(now).equals("SLOT_LOST")
                        && Objects.equals(now.path("standbys[0].slot.walStatus"), "lost"));
        raised("SLOT_LOST");
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
                TOLD,
                "nothing is wrong any more",
                () -> get("problems").extract().<List<String>>path("items.id").isEmpty());
    }

    private void raised(String code) {
        Eventually.within(
                TOLD,
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

    private static Instant measuredAt(ExtractableResponse<Response> now) {
        return Instant.parse(now.path("measuredAt"));
    }

    private static List<String> unknown(ExtractableResponse<Response> now) {
        return now.path("standbys[0].unknown.fields.flatten()");
    }

    private static double seconds(ExtractableResponse<Response> now) {
        Number told = now.path("standbys[0].replayed.lagSeconds");
        return told == null ? -1 : told.doubleValue();
    }

    private static Instant at(Map<String, Object> point) {
        return Instant.parse((String) point.get("at"));
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
