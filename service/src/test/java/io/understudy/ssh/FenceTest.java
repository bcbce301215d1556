package io.understudy.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.testing.Eventually;
import io.understudy.testing.TestingSshd;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FenceTest {
    @RegisterExtension
    static final TestingSshd SSHD = new TestingSshd();

    private final SshConnections oneReplica = new SshConnections();
    private final SshConnections otherReplica = new SshConnections();

    @BeforeEach
    void forgetFormerOwners() throws Exception {
        Files.deleteIfExists(SSHD.home("alice").resolve(".understudy-fence-cluster-1"));
    }

    @AfterEach
    void close() {
        oneReplica.close();
        otherReplica.close();
    }

    @Test
    void changeRunsAsAnotherUserWithItsInputAndStatus() {
        CommandResult result = owner(oneReplica, 1)
                .run(change("sh", "-c", "id -un; cat; umask; exit 98")
                        .as("root")
                        .withInput("payload\n"));

        assertEquals(new CommandResult.Exited(98, "root\npayload\n0022\n", ""), result);
    }

    @Test
    void formerOwnerChangesNothing() {
        owner(otherReplica, 8).output(change("true"));

        ProblemException problem = assertThrows(
                ProblemException.class, () -> owner(oneReplica, 7).run(change("sh", "-c", "touch ~/never")));

        assertEquals(ProblemType.FENCED, problem.type());
        assertEquals("", owner(otherReplica, 8).output(change("true")));
        assertFalse(inHome("never"));
    }

    @Test
    void anotherWorkOnTheSameHostGoesOn() {
        CompletableFuture<CommandResult> holding = CompletableFuture.supplyAsync(
                () -> owner(otherReplica, 8).run(change("sh", "-c", "touch ~/other; sleep 1; rm ~/other")),
                SshSessionTest::onVirtualThread);
        Eventually.within(Duration.ofSeconds(5), "the other work is under way", () -> inHome("other"));

        SshSession older = oneReplica.open(SSHD.alice()).fencedBy("cluster-2", () -> 7);
        String seen =
                older.output(change("ls", SSHD.home("alice").resolve("other").toString()));

        assertTrue(seen.endsWith("other\n"), seen);
        holding.join();
    }

    @Test
    void readingIsNotFenced() {
        owner(otherReplica, 8).output(change("true"));

        assertEquals("ok\n", owner(oneReplica, 7).output(RemoteCommand.of("echo", "ok")));
    }

    @Test
    void twoReplicasNeverChangeAtOnce() {
        String critical = "mkdir ~/inside && sleep 0.05 && rmdir ~/inside";
        List<CompletableFuture<CommandResult>> all = IntStream.range(0, 16)
                .mapToObj(n -> CompletableFuture.supplyAsync(
                        () -> owner(n % 2 == 0 ? oneReplica : otherReplica, 5).run(change("sh", "-c", critical)),
                        SshSessionTest::onVirtualThread))
                .toList();

        // A change of the same token that the other replica has overtaken is refused; none may run beside another.
        long ran = all.stream().filter(FenceTest::endedWell).count();
        assertTrue(ran >= 1, "none ran");
    }

    @Test
    void changesOfOneOwnerAtOnceAllRunOneAfterAnother() {
        String critical = "mkdir ~/inside && sleep 0.05 && rmdir ~/inside";
        SshSession owner = owner(oneReplica, 5);
        List<CompletableFuture<String>> all = IntStream.range(0, 10)
                .mapToObj(_ -> CompletableFuture.supplyAsync(
                        () -> owner.output(change("sh", "-c", critical)), SshSessionTest::onVirtualThread))
                .toList();

        all.forEach(CompletableFuture::join);
    }

    @Test
    void changeGivenUpWhileItWaitedNeverRunsLater() throws Exception {
        SshSession holder = owner(otherReplica, 5);
        CompletableFuture<CommandResult> holding = CompletableFuture.supplyAsync(
                () -> holder.run(change("sh", "-c", "touch ~/held; sleep 1")), SshSessionTest::onVirtualThread);
        Eventually.within(Duration.ofSeconds(5), "the lock is held", () -> inHome("held"));
        Thread waiting = Thread.startVirtualThread(() -> owner(oneReplica, 5).run(change("sh", "-c", "touch ~/late")));
        Eventually.within(Duration.ofSeconds(5), "it waits for the lock", () -> processes("flock") == 1);
        waiting.interrupt();

        // What a job does after it lost sight of a change: an empty change, and then it looks.
        owner(otherReplica, 5).output(change("true"));
        Files.deleteIfExists(SSHD.home("alice").resolve("late"));

        holding.join();
        Eventually.within(Duration.ofSeconds(5), "nobody waits", () -> processes("flock") == 0);
        assertFalse(inHome("late"));
    }

    @Test
    void daemonLeftBehindDoesNotHoldTheFence() {
        owner(oneReplica, 5).run(change("sh", "-c", "sleep 30 >/dev/null 2>&1 &"));
        long start = System.nanoTime();
        owner(oneReplica, 5).output(change("true"));

        assertTrue(System.nanoTime() - start < Duration.ofSeconds(5).toNanos());
    }

    @Test
    void lockHeldByACutChangeIsKeptUntilItEnds() throws Exception {
        CompletableFuture<CommandResult> running = CompletableFuture.supplyAsync(
                () -> owner(oneReplica, 5).run(change("sh", "-c", "touch ~/cut; sleep 1; touch ~/ended")));
        Eventually.within(Duration.ofSeconds(5), "it runs", () -> inHome("cut"));
        SSHD.cutConnections();
        running.join();

        owner(oneReplica, 5)
                .output(change("test", "-e", SSHD.home("alice").resolve("ended").toString()));
    }

    @Test
    void damagedFenceLetsNobodyPass() {
        oneReplica
                .open(SSHD.alice())
                .output(RemoteCommand.of("sh", "-c", "echo garbage > ~/.understudy-fence-cluster-1"));

        ProblemException problem =
                assertThrows(ProblemException.class, () -> owner(oneReplica, 9).run(change("true")));

        assertEquals(ProblemType.REMOTE_COMMAND_FAILED, problem.type());
        assertTrue(problem.detail().endsWith("is damaged"), problem.detail());
    }

    @Test
    void changeWithoutTokenIsABug() {
        SshSession session = oneReplica.open(SSHD.alice());

        assertThrows(IllegalStateException.class, () -> session.run(change("true")));
    }

    private static boolean endedWell(CompletableFuture<CommandResult> change) {
        try {
            assertEquals(new CommandResult.Exited(0, "", ""), change.join());
            return true;
        } catch (java.util.concurrent.CompletionException e) {
            ProblemException cause = assertInstanceOf(ProblemException.class, e.getCause());
            assertEquals(ProblemType.FENCED, cause.type());
            return false;
        }
    }

    private static boolean inHome(String file) {
        return Files.exists(SSHD.home("alice").resolve(file));
    }

    /// Of our own sshd; others on the machine may use the same program.
    private static long processes(String name) {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().command().orElse("").endsWith("/" + name))
                .count();
    }

    private static SshSession owner(SshConnections replica, long token) {
        return replica.open(SSHD.alice()).fencedBy("cluster-1", () -> token);
    }

    private static RemoteCommand change(String... argv) {
        return RemoteCommand.of(argv).changing();
    }
}
