package io.understudy.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.understudy.testing.LabPair;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/// Walks the procedure's own list of steps on real hosts, from two stock installs to a streaming standby and back. Each
/// step
/// changes what is missing, finds nothing to do the second time, and recovers from every one of its writes being cut.
class SetupWalkLab {
    private static final LabPair PAIR = new LabPair("walk-a", "walk-b");

    @AfterAll
    static void leaveNothing() {
        PAIR.close();
    }

    @TestFactory
    Stream<DynamicNode> postgres15() {
        return walks("15");
    }

    @TestFactory
    Stream<DynamicNode> postgres96() {
        return walks("9.6");
    }

    private Stream<DynamicNode> walks(String version) {
        return Stream.of(
                dynamicContainer(version + " from stock and back", walk(version)),
                dynamicContainer(version + " with every write cut", cutWalk(version)));
    }

    private Stream<DynamicNode> walk(String version) {
        SetupTarget setup = new SetupTarget(PAIR, version);
        Stream<DynamicNode> there = setup.steps().stream()
                .flatMap(step -> Stream.of(
                        dynamicTest(step.name() + " changes what is missing", () -> setup.run(step)),
                        dynamicTest(step.name() + " is unchanged the second time", () -> setup.assertUnchanged(step))));
        DynamicNode streams = dynamicTest("the standby has the primary's rows", () -> assertRowsArrive());
        Stream<DynamicNode> back = Stream.of(
                dynamicTest(
                        "undo leaves what is in the archive, and the end of archiving to a restart",
                        () -> assertEquals(
                                Set.of("ensure-primary-settings", "ensure-archive-directory"),
                                setup.undo().keySet())),
                dynamicTest("asked again after that, undo puts both hosts back to stock", () -> {
                    PAIR.primary().exec("rm", "-r", "/var/lib/pg-archive");
                    setup.target().close();
                    PAIR.primary().exec("systemctl", "restart", "postgresql@%s-main".formatted(version));
                    PAIR.awaitRunning(PAIR.primary());
                    assertEquals(Map.of(), setup.undo());
                    assertStock();
                }));
        return Stream.concat(Stream.concat(Stream.concat(begin(version), there), Stream.of(streams)), back);
    }

    private Stream<DynamicNode> begin(String version) {
        return Stream.of(dynamicTest("two stock hosts", () -> PAIR.fresh(version)));
    }

    private Stream<DynamicNode> cutWalk(String version) {
        SetupTarget setup = new SetupTarget(PAIR, version);
        Stream<DynamicNode> steps = setup.steps().stream()
                .map(step -> dynamicTest(step.name() + " recovers from every cut", () -> setup.cutEachWrite(step)));
        return Stream.concat(
                Stream.concat(begin(version), steps),
                Stream.of(dynamicTest("the standby has the primary's rows", () -> assertRowsArrive())));
    }

    private static void assertRowsArrive() {
        PAIR.primary().sql("CREATE TABLE walk AS SELECT generate_series(1, 1000) AS id");
        PAIR.awaitReplayed();
        assertEquals("1000", PAIR.standby().sql("SELECT count(*) FROM walk"));
    }

    private static void assertStock() {
        assertEquals("0", PAIR.primary().sql("SELECT count(*) FROM pg_replication_slots"));
        assertEquals("0", PAIR.primary().sql("SELECT count(*) FROM pg_roles WHERE rolname LIKE 'understudy%'"));
        assertEquals("", PAIR.primary().exec("sh", "-c", "grep -rl -i understudy /etc/postgresql /etc/cron.d || true"));
        assertEquals(
                "",
                PAIR.standby()
                        .exec(
                                "sh",
                                "-c",
                                "ls -d /var/lib/postgresql/.pgpass /var/lib/postgresql/*/*.* /etc/postgresql/*/*/conf.d/* 2>/dev/null || true"));
        PAIR.awaitRunning(PAIR.standby());
        assertEquals("f", PAIR.standby().sql("SELECT pg_is_in_recovery()"));
        assertNotEquals(PAIR.identifier(PAIR.primary()), PAIR.identifier(PAIR.standby()));
    }
}
