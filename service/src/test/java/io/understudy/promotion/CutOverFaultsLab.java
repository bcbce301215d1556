package io.understudy.promotion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.understudy.client.Understudy;
import io.understudy.client.model.CheckResult;
import io.understudy.client.model.CutOverOutcome;
import io.understudy.client.model.CutOverPhase;
import io.understudy.client.model.CutOverResult;
import io.understudy.client.model.CutOverStep;
import io.understudy.client.model.CutOverTestRequest;
import io.understudy.client.model.Job;
import io.understudy.client.model.JobOutcome;
import io.understudy.client.model.JobState;
import io.understudy.client.model.PgbouncerAction;
import io.understudy.client.model.UnitAction;
import io.understudy.testing.LabApp;
import io.understudy.testing.LabDns;
import io.understudy.testing.LabHost;
import io.understudy.testing.LabPair;
import io.understudy.testing.LabService;
import io.understudy.testing.Part;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/// What goes wrong around DNS, HTTP calls and pgbouncer: told before anything is done where that can be known, put back
/// before the point of no return, and said with what is left behind it.
class CutOverFaultsLab {
    private static final LabPair PAIR = new LabPair("faults-a", "faults-b", "--app");
    private static final LabHost A = PAIR.primary();
    private static final LabHost B = PAIR.standby();
    private static final LabDns DNS = new LabDns(B);
    private static final LabService SERVICE = new LabService("faults");
    private static final Hook HOOK = new Hook();
    private static final AppSteps STEPS = new AppSteps(SERVICE, DNS);
    private static final AtomicReference<SwitchoverCluster> CLUSTER = new AtomicReference<>();
    private static final AtomicReference<String> KEY = new AtomicReference<>();

    @AfterAll
    static void leaveNothing() {
        HOOK.close();
        SERVICE.close();
        PAIR.close();
    }

    @TestFactory
    Stream<DynamicNode> faults() {
        Stream<DynamicNode> begin = Stream.of(
                dynamicTest("a primary, its standby, pgbouncer and a zone", CutOverFaultsLab::begin),
                dynamicTest(
                        "a name server changes what it was asked to, and nothing else",
                        () -> new ZoneFaults(DNS, A).all()),
                dynamicTest("what cannot work is told by looking", CutOverFaultsLab::looking));
        Stream<DynamicNode> calls = Part.of(3, List.of("/broken", "/silent", "/moved")).stream()
                .map(path -> dynamicTest("a call that acts and fails is taken back: " + path, () -> putBack(path)));
        Stream<DynamicNode> end = Stream.of(
                dynamicTest("a pool whose clients do not come to an end goes on", CutOverFaultsLab::busyPool),
                dynamicTest("a killed service goes on where it was", CutOverFaultsLab::killed),
                dynamicTest("a name server that dies too late is left to do", CutOverFaultsLab::tooLate));
        return Stream.of(begin, calls, end).flatMap(tests -> tests);
    }

    private static void begin() {
        start();
        CLUSTER.set(new SwitchoverCluster(SERVICE, PAIR, "15"));
        new LabApp(A).createDatabase();
        A.exec("systemctl", "start", "pgbouncer");
        DNS.start();
        DNS.set("update delete app.qstn.example A", "update add app.qstn.example 60 A " + A.address());
        KEY.set(STEPS.secret("dns", DNS.secret()));
    }

    private static void start(String... settings) {
        SERVICE.start(Stream.concat(Stream.of("understudy.http-call.allow=127.0.0.1"), Stream.of(settings))
                .toArray(String[]::new));
    }

    private static void looking() {
        assertTold("DNS_UPDATE_REFUSED", dns(STEPS.secret("wrong", "d3Jvbmc=")));
        assertTold("ADDRESS_NOT_ALLOWED", call("http://169.254.169.254/latest/meta-data/"));
        assertTold("ADDRESS_NOT_ALLOWED", call("http://%s:9292/".formatted(A.address())));
        assertTold("HTTP_CALL_FAILED", call("http://127.0.0.1:1/"));
        assertTold(
                "ADDRESS_NOT_ALLOWED",
                AppSteps.call(CutOverPhase.BEFORE, HOOK.url("/well"), "http://169.254.169.254/", null));
        DNS.stop();
        assertTold("NAME_SERVER_UNREACHABLE", dns(KEY.get()));
        DNS.start();
        A.exec("systemctl", "stop", "pgbouncer");
        assertTold("PGBOUNCER_FAILED", pause(), resume());
        A.exec("systemctl", "start", "pgbouncer");
        A.exec("sed", "-i", "s/^qstn = /other = /", "/etc/pgbouncer/pgbouncer.ini");
        A.exec("systemctl", "reload", "pgbouncer");
        assertTold("CUT_OVER_STEP_UNFIT", STEPS.pool(CutOverPhase.AFTER, PgbouncerAction.REPOINT, A));
        A.exec("sed", "-i", "s/^other = /qstn = /", "/etc/pgbouncer/pgbouncer.ini");
        A.exec("systemctl", "reload", "pgbouncer");
        HOOK.heard();
        assertTold(null, dns(KEY.get()), pause(), call(HOOK.url("/well")), resume());
        assertEquals(List.of(), HOOK.heard());
        assertUntouched();
    }

    private static CutOverStep dns(String credentialId) {
        return STEPS.dns(CutOverPhase.BEFORE, B.address(), credentialId);
    }

    private static CutOverStep pause() {
        return STEPS.pool(CutOverPhase.BEFORE, PgbouncerAction.PAUSE, A);
    }

    private static CutOverStep resume() {
        return STEPS.pool(CutOverPhase.AFTER, PgbouncerAction.RESUME, A);
    }

    private static CutOverStep call(String url) {
        return AppSteps.call(CutOverPhase.BEFORE, url, HOOK.url("/undo"), null);
    }

    /// @param code null for none
    private static void assertTold(@Nullable String code, CutOverStep... steps) {
        try (Understudy api = SERVICE.client()) {
            var test = api.cutOverSteps()
                    .testCutOverSteps(CutOverTestRequest.builder()
                            .clusterId(CLUSTER.get().id())
                            .steps(List.of(steps))
                            .build());
            assertEquals(code == null, test.getPossible(), test::toString);
            List<String> codes = test.getChecks().stream()
                    .map(CheckResult::getCode)
                    .filter(Objects::nonNull)
                    .distinct()
                    .toList();
            assertEquals(code == null ? List.of() : List.of(code), codes, test::toString);
        }
    }

    private static Job run(CutOverStep... steps) {
        return CLUSTER.get()
                .run(CLUSTER.get().request(A, B).cutOverSteps(List.of(steps)).build());
    }

    private static void putBack(String path) {
        HOOK.heard();
        Job job = run(pause(), dns(KEY.get()), call(HOOK.url(path)), resume());

        assertEquals("HTTP_CALL_FAILED", Objects.requireNonNull(job.getError()).getCode());
        assertEquals(List.of(path, "/undo"), HOOK.heard());
        assertPutBack(job);
    }

    private static void assertPutBack(Job job) {
        assertEquals(JobState.FAILED, job.getState());
        assertEquals(JobOutcome.UNCHANGED, job.getOutcome(), String.valueOf(job.getResult()));
        assertUntouched();
    }

    private static void assertUntouched() {
        assertEquals("60 A " + A.address(), DNS.app());
        assertEquals("127.0.0.1 f", overThePool());
    }

    /// Which server a client of pgbouncer gets to, and whether that is in recovery.
    private static String overThePool() {
        return A.exec(
                        "timeout",
                        "10",
                        "psql",
                        "-XAtd",
                        "postgres://qstn:qstn-secret@127.0.0.1:6432/qstn",
                        "-c",
                        "SELECT host(inet_server_addr()) || ' ' || CASE WHEN pg_is_in_recovery() THEN 't' ELSE 'f' END")
                .strip();
    }

    private static void busyPool() {
        A.exec(
                "systemd-run",
                "--quiet",
                "--unit=busy",
                "psql",
                "-Xd",
                "postgres://qstn:qstn-secret@127.0.0.1:6432/qstn",
                "-c",
                "SELECT pg_sleep(3600)");
        Job job = run(pause(), resume());
        A.exec("systemctl", "is-active", "busy");
        A.exec("systemctl", "stop", "busy");

        assertEquals("PGBOUNCER_FAILED", Objects.requireNonNull(job.getError()).getCode());
        assertPutBack(job);
    }

    private static void killed() {
        SERVICE.kill();
        start("understudy.fault.halt-at=after:ensure-cut-over-dns");
        CutOverStep[] steps = {
            STEPS.admit(A),
            pause(),
            dns(KEY.get()),
            AppSteps.call(CutOverPhase.BEFORE, HOOK.url("/well"), HOOK.url("/undo"), STEPS.secret("token", "t0ken")),
            STEPS.pool(CutOverPhase.AFTER, PgbouncerAction.REPOINT, A),
            resume()
        };
        HOOK.heard();
        String jobId = CLUSTER.get()
                .begin(CLUSTER.get().request(A, B).cutOverSteps(List.of(steps)).build());
        SERVICE.awaitEnd();
        start();
        Job job = CLUSTER.get().end(jobId);

        assertEquals(JobOutcome.COMPLETED, job.getOutcome(), () -> job.getError() + " " + job.getResult());
        assertTrue(
                ends(job).stream().allMatch(end -> end.getOutcome() == CutOverOutcome.CHANGED),
                () -> ends(job).toString());
        assertEquals(List.of("/well"), HOOK.heard());
        assertEquals("%s-call-call Bearer t0ken".formatted(jobId), HOOK.keys().getLast());
        assertEquals("60 A " + B.address(), DNS.app());
        assertEquals(B.address() + " f", overThePool());
    }

    /// The application's name server goes while the database moves back.
    private static void tooLate() {
        Job job = CLUSTER.get()
                .run(CLUSTER.get()
                        .request(B, A)
                        .cutOverSteps(List.of(
                                STEPS.admit(A),
                                STEPS.unit(CutOverPhase.AFTER, UnitAction.STOP, B, "named"),
                                STEPS.dns(CutOverPhase.AFTER, A.address(), KEY.get()),
                                STEPS.pool(CutOverPhase.AFTER, PgbouncerAction.REPOINT, A)))
                        .build());
        DNS.start();

        assertEquals(JobState.FAILED, job.getState());
        assertEquals(JobOutcome.INCOMPLETE, job.getOutcome());
        assertEquals(
                "NAME_SERVER_UNREACHABLE",
                Objects.requireNonNull(job.getError()).getCode());
        assertEquals(
                List.of(
                        CutOverOutcome.CHANGED,
                        CutOverOutcome.CHANGED,
                        CutOverOutcome.NOT_DONE,
                        CutOverOutcome.CHANGED),
                ends(job).stream().map(CutOverResult::getOutcome).toList());
        assertTrue(SwitchoverCluster.nextActions(job).contains("dns"), () -> SwitchoverCluster.nextActions(job));
        assertEquals("60 A " + B.address(), DNS.app());
        assertEquals(A.address() + " f", overThePool());
    }

    private static List<CutOverResult> ends(Job job) {
        return Objects.requireNonNull(Objects.requireNonNull(job.getResult()).getPromotion())
                .getCutOverSteps();
    }
}
