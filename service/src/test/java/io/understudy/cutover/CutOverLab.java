package io.understudy.cutover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.client.Understudy;
import io.understudy.client.model.CheckResult;
import io.understudy.client.model.CreateCredentialRequest;
import io.understudy.client.model.CreateHostRequest;
import io.understudy.client.model.CredentialKind;
import io.understudy.client.model.CutOverOutcome;
import io.understudy.client.model.CutOverResult;
import io.understudy.client.model.CutOverStep;
import io.understudy.client.model.CutOverSteps;
import io.understudy.client.model.CutOverTest;
import io.understudy.client.model.CutOverTestRequest;
import io.understudy.client.model.EnvFileStep;
import io.understudy.client.model.HbaEntryStep;
import io.understudy.client.model.Host;
import io.understudy.client.model.Job;
import io.understudy.client.model.JobOutcome;
import io.understudy.client.model.JobPlan;
import io.understudy.client.model.PlannedStep;
import io.understudy.client.model.PromotionResult;
import io.understudy.client.model.SshCommandStep;
import io.understudy.client.model.SystemdUnitStep;
import io.understudy.cluster.TestingClusters;
import io.understudy.promotion.SwitchoverCluster;
import io.understudy.secret.Secret;
import io.understudy.step.Step;
import io.understudy.testing.LabCluster;
import io.understudy.testing.LabHost;
import io.understudy.testing.LabPair;
import io.understudy.testing.LabService;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/// An application on the old primary's host, a unit and an env file, around switchovers there and back.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CutOverLab {
    private static final LabPair PAIR = new LabPair("cut-a", "cut-b");
    private static final LabService SERVICE = new LabService("cutover");
    private static final String URL = "postgres://shop:canary-4711@there/shop";

    private static final AtomicReference<SwitchoverCluster> CLUSTER = new AtomicReference<>();
    private static final AtomicReference<String> CREDENTIAL = new AtomicReference<>();

    @BeforeAll
    static void anApplication() {
        CLUSTER.set(new SwitchoverCluster(SERVICE.start(), PAIR, "15"));
        LabHost host = PAIR.primary();
        host.sql("CREATE ROLE shop LOGIN PASSWORD 'canary-4711'");
        host.sql("CREATE DATABASE shop OWNER shop");
        PAIR.awaitReplayed();
        host.exec(
                "sh",
                "-c",
                "printf '[Service]\\nExecStart=/bin/sleep infinity\\n' > /etc/systemd/system/shop.service && "
                        + "printf '[Service]\\nExecStart=/bin/false\\n' > /etc/systemd/system/broken.service && "
                        + "systemctl daemon-reload && systemctl start shop && "
                        + "printf 'A=1\\nDATABASE_URL=here\\nB=2\\n' > /etc/default/shop && "
                        + "chown root:daemon /etc/default/shop && chmod 640 /etc/default/shop");
        try (Understudy api = SERVICE.client()) {
            CREDENTIAL.set(api.credentials()
                    .createCredential(
                            CreateCredentialRequest.builder()
                                    .name("shop-url")
                                    .kind(CredentialKind.SECRET_VALUE)
                                    .value(URL)
                                    .build(),
                            null)
                    .getId());
            api.cutOverSteps().putCutOverSteps(CLUSTER.get().id(), new CutOverSteps().steps(list()), "*");
        }
    }

    @AfterAll
    static void leaveNothing() {
        SERVICE.close();
        PAIR.close();
    }

    private static String hostId(LabHost host) {
        return hostId(host.name());
    }

    private static String hostId(String name) {
        try (Understudy api = SERVICE.client()) {
            return api.hosts().listHosts(null, 200).getItems().stream()
                    .filter(known -> known.getName().equals(name))
                    .map(Host::getId)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static CutOverStep unit(
            String name,
            io.understudy.client.model.CutOverPhase phase,
            String unit,
            io.understudy.client.model.UnitAction action) {
        return SystemdUnitStep.builder()
                .hostId(hostId(PAIR.primary()))
                .unit(unit)
                .action(action)
                .name(name)
                .phase(phase)
                .timeoutSeconds(20)
                .build();
    }

    private static CutOverStep command(
            String name, io.understudy.client.model.CutOverPhase phase, LabHost host, int seconds, String... argv) {
        return SshCommandStep.builder()
                .hostId(hostId(host))
                .argv(List.of(argv))
                .name(name)
                .phase(phase)
                .timeoutSeconds(seconds)
                .build();
    }

    private static final io.understudy.client.model.CutOverPhase BEFORE =
            io.understudy.client.model.CutOverPhase.BEFORE;
    private static final io.understudy.client.model.CutOverPhase AFTER = io.understudy.client.model.CutOverPhase.AFTER;

    private static List<CutOverStep> list() {
        CutOverStep admit = HbaEntryStep.builder()
                .address("10.9.8.7")
                .database("shop")
                .role("shop")
                .name("let-in")
                .phase(BEFORE)
                .timeoutSeconds(20)
                .build();
        CutOverStep point = EnvFileStep.builder()
                .hostId(hostId(PAIR.primary()))
                .path("/etc/default/shop")
                .key("DATABASE_URL")
                .credentialId(CREDENTIAL.get())
                .name("point-shop")
                .phase(AFTER)
                .timeoutSeconds(20)
                .build();
        return List.of(
                admit,
                unit("stop-shop", BEFORE, "shop.service", io.understudy.client.model.UnitAction.STOP),
                point,
                unit("start-shop", AFTER, "shop.service", io.understudy.client.model.UnitAction.START));
    }

    private static String state() {
        return PAIR.primary()
                        .exec(
                                "sh",
                                "-c",
                                "systemctl is-active shop; stat -c '%a %U:%G %n' /etc/default/shop*; cat /etc/default/shop; ls /tmp/x 2>&1 || true")
                + PAIR.standby().exec("cat", "/etc/postgresql/15/main/pg_hba.conf");
    }

    private static String active(String unit) {
        return PAIR.primary()
                .exec("sh", "-c", "systemctl is-active %s || true".formatted(unit))
                .strip();
    }

    @Test
    @Order(1)
    void eachStepIsRepeatableThroughCutsAndTakenBack() {
        CutOverTarget target = new CutOverTarget(PAIR, "15");
        String before = state();
        String a = PAIR.primary().name();
        Candidate candidate = new Candidate(PAIR.standby().name(), TestingClusters.main(5432));
        List<Step<?, ?>> steps = List.of(
                new EnsureUnit(
                        new io.understudy.cutover.SystemdUnitStep(
                                "u", CutOverPhase.BEFORE, 20, a, "shop.service", UnitAction.STOP),
                        false),
                new EnsureEnvKey(
                        new io.understudy.cutover.EnvFileStep(
                                "e", CutOverPhase.BEFORE, 20, a, "/etc/default/shop", "DATABASE_URL", "c"),
                        () -> new Secret(URL)),
                EnsureClientAdmitted.to(
                        candidate,
                        new io.understudy.cutover.HbaEntryStep(
                                "h", CutOverPhase.BEFORE, 20, "10.9.8.7", "shop", "shop", null)),
                new EnsureCommandRun(new io.understudy.cutover.SshCommandStep(
                        "c",
                        CutOverPhase.BEFORE,
                        20,
                        a,
                        List.of("touch", "/tmp/x y;$(id)"),
                        List.of("test", "-e", "/tmp/x y;$(id)"),
                        List.of("rm", "-f", "/tmp/x y;$(id)"),
                        null)));

        steps.forEach(target::walk);

        assertEquals(before, state());
    }

    /// What it would do is shown in the order of the list, though the unit that is to be started still runs; no value
    /// is shown.
    @Test
    @Order(2)
    void whatItWouldDoIsToldAndNothingIsDone() {
        String before = state();
        try (Understudy api = SERVICE.client()) {
            CutOverTest test = api.cutOverSteps()
                    .testCutOverSteps(CutOverTestRequest.builder()
                            .clusterId(CLUSTER.get().id())
                            .build());

            assertTrue(test.getPossible(), test.toString());
            assertEquals(
                    List.of(
                            "ensure-cut-over-let-in",
                            "ensure-cut-over-stop-shop",
                            "ensure-cut-over-point-shop",
                            "ensure-cut-over-start-shop"),
                    test.getSteps().stream().map(PlannedStep::getName).toList());
            assertEquals(
                    List.of("NEEDED"),
                    test.getSteps().stream()
                            .map(step -> step.getAction().getValue())
                            .distinct()
                            .toList());
            assertFalse(test.toString().contains("canary"));

            CutOverTest unfit = api.cutOverSteps()
                    .testCutOverSteps(CutOverTestRequest.builder()
                            .clusterId(CLUSTER.get().id())
                            .steps(List.of(
                                    unit("one", BEFORE, "missing.service", io.understudy.client.model.UnitAction.STOP),
                                    command("two", AFTER, PAIR.standby(), 5, "no-such-program")))
                            .build());
            assertFalse(unfit.getPossible());
            assertEquals(
                    List.of("check-cut-over-one", "check-cut-over-two"),
                    unfit.getChecks().stream()
                            .filter(check -> "CUT_OVER_STEP_UNFIT".equals(check.getCode()))
                            .map(CheckResult::getName)
                            .toList());
        }
        assertEquals(before, state());
    }

    /// A command that hangs is ended on its host, and the application is up again.
    @Test
    @Order(3)
    void aFailureBeforeThePointOfNoReturnPutsTheApplicationBack() {
        String before = state();
        List<CutOverStep> steps =
                List.of(list().get(0), list().get(1), command("hang", BEFORE, PAIR.primary(), 2, "sleep", "4711"));

        Job job = CLUSTER.get()
                .run(CLUSTER.get()
                        .request(PAIR.primary(), PAIR.standby())
                        .cutOverSteps(steps)
                        .build());

        assertNotNull(job.getError());
        assertEquals(
                "CUT_OVER_STEP_FAILED", job.getError().getCode(), job.getError().getDetail());
        // What has no undo is left for a person, and that is said.
        assertEquals(JobOutcome.INCOMPLETE, job.getOutcome());
        assertTrue(SwitchoverCluster.nextActions(job).contains("hang"));
        assertEquals(before, state());
        assertEquals("", PAIR.primary().exec("sh", "-c", "pgrep -f 'sleep 471[1]' || true"));
    }

    /// The hosts of the application keep nobody from having a primary.
    @Test
    @Order(4)
    void aFailoverLeavesOutADeadHost() {
        try (Understudy api = SERVICE.client()) {
            String dead = api.hosts()
                    .createHost(
                            CreateHostRequest.builder()
                                    .name("dead")
                                    .address("127.0.0.1")
                                    .port(1)
                                    .user("deploy")
                                    .credentialId(api.hosts()
                                            .getHost(hostId(PAIR.primary()))
                                            .getCredentialId())
                                    .build(),
                            null)
                    .getId();
            CutOverStep gone = SystemdUnitStep.builder()
                    .hostId(dead)
                    .unit("shop.service")
                    .action(io.understudy.client.model.UnitAction.STOP)
                    .name("stop-gone")
                    .phase(BEFORE)
                    .timeoutSeconds(5)
                    .build();
            JobPlan plan = api.plan(
                            CLUSTER.get().id(),
                            CLUSTER.get()
                                    .failover(PAIR.primary(), PAIR.standby())
                                    .acceptSplitBrainRisk(true)
                                    .acceptDataLoss(true)
                                    .cutOverSteps(List.of(gone))
                                    .build(),
                            LabCluster.LIMIT)
                    .plan();
            assertTrue(plan.getChecks().stream()
                    .anyMatch(check -> check.getName().equals("check-cut-over-hosts")
                            && check.getSeverity().getValue().equals("WARNING")));
            assertTrue(plan.getSteps().stream().noneMatch(step -> step.getName().contains("stop-gone")));
        }
    }

    /// The service dies between the promotion and the application, and goes on where it was.
    @Test
    @Order(5)
    void theApplicationGoesAlongThoughTheServiceIsKilled() throws IOException {
        SERVICE.kill();
        SERVICE.start("understudy.fault.halt-at=before:ensure-cut-over-point-shop");
        String id = CLUSTER.get()
                .begin(CLUSTER.get().request(PAIR.primary(), PAIR.standby()).build());
        assertEquals(137, SERVICE.awaitEnd());
        assertEquals("inactive", active("shop"));
        SERVICE.start();

        Job job = CLUSTER.get().end(id);

        assertEquals(JobOutcome.COMPLETED, job.getOutcome(), String.valueOf(job.getError()));
        assertEquals(
                List.of(CutOverOutcome.CHANGED),
                ends(job).stream().map(CutOverResult::getOutcome).distinct().toList());
        assertEquals(4, ends(job).size());
        assertEquals("active", active("shop"));
        assertEquals(
                "A=1\nDATABASE_URL=%s\nB=2\n".formatted(URL), PAIR.primary().exec("cat", "/etc/default/shop"));
        assertEquals(
                "640 root:daemon\n640 root:daemon\n",
                PAIR.primary()
                        .exec(
                                "stat",
                                "-c",
                                "%a %U:%G",
                                "/etc/default/shop",
                                "/etc/default/shop.understudy-point-shop"));
        assertTrue(PAIR.standby()
                .exec("cat", "/etc/postgresql/15/main/pg_hba.conf")
                .contains("host \"shop\" \"shop\" 10.9.8.7/32 scram-sha-256"));
        assertFalse(Files.readString(SERVICE.log()).contains("canary"));
        try (Understudy api = SERVICE.client()) {
            assertFalse(api.jobs().getJob(id, null).toString().contains("canary"));
            assertFalse(api.jobs().listJobChanges(id).toString().contains("canary"));
        }
    }

    private static List<CutOverResult> ends(Job job) {
        PromotionResult promotion =
                Objects.requireNonNull(Objects.requireNonNull(job.getResult()).getPromotion());
        return promotion.getCutOverSteps();
    }

    /// One fails after having acted, one hangs, one does not come up: the old primary follows all the same.
    @Test
    @Order(6)
    void aFailureBehindThePointOfNoReturnKeepsNobodyElse() {
        List<CutOverStep> steps = List.of(
                command("acts", AFTER, PAIR.standby(), 20, "sh", "-c", "touch /tmp/acted; exit 3"),
                command("hangs", AFTER, PAIR.primary(), 2, "sleep", "4712"),
                unit("restart", AFTER, "shop.service", io.understudy.client.model.UnitAction.STOP));

        Job job = CLUSTER.get()
                .run(CLUSTER.get()
                        .request(PAIR.standby(), PAIR.primary())
                        .cutOverSteps(steps)
                        .build());

        assertEquals(JobOutcome.INCOMPLETE, job.getOutcome());
        assertEquals(
                List.of(CutOverOutcome.NOT_DONE),
                ends(job).stream().map(CutOverResult::getOutcome).distinct().toList());
        PromotionResult promotion =
                Objects.requireNonNull(Objects.requireNonNull(job.getResult()).getPromotion());
        assertEquals(1, promotion.getStandbysFollowing());
        assertEquals(CLUSTER.get().nodeId(PAIR.primary()), promotion.getPrimaryNodeId());
        for (String name : List.of("acts", "hangs", "restart")) {
            assertTrue(SwitchoverCluster.nextActions(job).contains("cut-over step " + name), name);
        }
        assertEquals("/tmp/acted\n", PAIR.standby().exec("ls", "/tmp/acted"));
        assertEquals("", PAIR.primary().exec("sh", "-c", "pgrep -f 'sleep 471[2]' || true"));
        // Behind a step that failed on its host it was not tried.
        assertEquals("active", active("shop"));
    }

    /// The primary has crashed, and a host of the application is gone: the rest of the application goes along.
    @Test
    @Order(7)
    void aFailoverTakesTheApplicationAlong() {
        PAIR.awaitReplayed();
        PAIR.primary().exec("sh", "-c", "kill -9 $(head -n 1 /var/lib/postgresql/15/main/postmaster.pid)");
        CutOverStep gone = SystemdUnitStep.builder()
                .hostId(hostId("dead"))
                .unit("shop.service")
                .action(io.understudy.client.model.UnitAction.STOP)
                .name("stop-gone")
                .phase(BEFORE)
                .timeoutSeconds(5)
                .build();
        List<CutOverStep> steps =
                Stream.concat(Stream.of(gone), list().stream()).toList();

        Job job = CLUSTER.get()
                .run(CLUSTER.get()
                        .failover(PAIR.primary(), PAIR.standby())
                        .cutOverSteps(steps)
                        .build());

        assertEquals(JobOutcome.COMPLETED, job.getOutcome(), String.valueOf(job.getError()));
        assertEquals("f", PAIR.standby().sql("SELECT pg_is_in_recovery()"));
        // The client's line and the address are there since the first switchover.
        assertEquals(
                List.of(
                        CutOverOutcome.LEFT_OUT,
                        CutOverOutcome.UNCHANGED,
                        CutOverOutcome.CHANGED,
                        CutOverOutcome.UNCHANGED,
                        CutOverOutcome.CHANGED),
                ends(job).stream().map(CutOverResult::getOutcome).toList());
        assertTrue(SwitchoverCluster.nextActions(job).contains("stop-gone"), SwitchoverCluster.nextActions(job));
        assertEquals("active", active("shop"));
    }
}
