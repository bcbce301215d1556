package io.understudy.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.testing.Eventually;
import io.understudy.testing.TestingSshd;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SshSessionTest {
    @RegisterExtension
    static final TestingSshd SSHD = new TestingSshd();

    private static final SshConnections CONNECTIONS = new SshConnections();

    @AfterAll
    static void close() {
        CONNECTIONS.close();
    }

    @Test
    void wordsArriveAsTheyAre() {
        List<String> hostile = List.of(
                "$(id)",
                "`id`",
                "a'b",
                "a\"b",
                "'\\''",
                "two\nlines",
                "; touch /tmp/x #",
                "-oProxyCommand=x",
                "",
                " ",
                "*",
                "~",
                "żółw 🐢",
                "$HOME",
                "a\\",
                "!!",
                "&&",
                "|",
                "\t",
                "%s\\n");
        List<String> argv = new ArrayList<>(List.of("sh", "-c", "for w; do printf '%s\\0' \"$w\"; done", "sh"));
        argv.addAll(hostile);

        String plain = session().output(RemoteCommand.of(argv));
        String viaSudo = session().output(RemoteCommand.of(argv).as("root"));

        assertEquals(String.join("\0", hostile) + "\0", plain);
        assertEquals(plain, viaSudo);
    }

    @Test
    void tellsTheExitAndBothOutputs() {
        CommandResult result = session().run(RemoteCommand.of("sh", "-c", "echo out; echo err >&2; exit 7"));

        assertEquals(new CommandResult.Exited(7, "out\n", "err\n"), result);
    }

    @Test
    void whileRememberingAsksOnceWhatIsAskedManyTimes() {
        RemoteCommand read = RemoteCommand.of("cat", "/proc/sys/kernel/random/uuid");
        SshSession look = session().remembering();

        List<String> together =
                IntStream.range(0, 8)
                        .mapToObj(_ -> CompletableFuture.supplyAsync(() -> look.output(read)))
                        .toList()
                        .stream()
                        .map(CompletableFuture::join)
                        .distinct()
                        .toList();

        assertEquals(List.of(look.output(read)), together);
        assertNotEquals(together, List.of(session().output(read)));
        assertNotEquals(together, List.of(session().remembering().output(read)));
    }

    @Test
    void tellsTheSignalThatEndedACommand() {
        CommandResult result = session().run(RemoteCommand.of("sh", "-c", "kill -9 $$"));

        assertEquals(137, assertInstanceOf(CommandResult.Exited.class, result).status());
    }

    @Test
    void failureOfACommandIsAProblemWithWhatItSaid() {
        ProblemException problem = assertThrows(
                ProblemException.class,
                () -> session().output(RemoteCommand.of("sh", "-c", "echo first >&2; echo second >&2; exit 3")));

        assertEquals(ProblemType.REMOTE_COMMAND_FAILED, problem.type());
        assertEquals("sh on db1 ended with exit 3: first | second", problem.detail());
    }

    @Test
    void inputIsStreamedWhole() {
        String input = "ż".repeat(2_000_000);

        String counted = session().output(RemoteCommand.of("wc", "-c").withInput(input));

        assertEquals(4_000_000, Integer.parseInt(counted.strip()));
    }

    @Test
    void inputThatNobodyReadsBlocksNothing() {
        CommandResult result = session().run(RemoteCommand.of("true").withInput("x".repeat(5_000_000)));

        assertTrue(assertInstanceOf(CommandResult.Exited.class, result).ok());
    }

    @Test
    void outputIsTakenUpToTheLimit() {
        String most =
                session().output(RemoteCommand.of("head", "-c", Integer.toString(CappedOutput.LIMIT), "/dev/zero"));
        ProblemException tooMuch = assertThrows(
                ProblemException.class,
                () -> session()
                        .run(RemoteCommand.of("head", "-c", Integer.toString(CappedOutput.LIMIT + 1), "/dev/zero")));

        assertEquals(CappedOutput.LIMIT, most.length());
        assertEquals(ProblemType.REMOTE_COMMAND_FAILED, tooMuch.type());
    }

    @Test
    void aDaemonThatKeepsTheOutputOpenDoesNotHoldTheCommand() {
        long start = System.nanoTime();
        CommandResult result = session().run(RemoteCommand.of("sh", "-c", "sleep 20 & echo started"));

        assertEquals(new CommandResult.Exited(0, "started\n", ""), result);
        assertTrue(System.nanoTime() - start < Duration.ofSeconds(5).toNanos());
    }

    @Test
    void timeOutIsToldAndTheChannelGivenBack() {
        SshSession session = session();
        RemoteCommand slow = RemoteCommand.of("sleep", "3").within(Duration.ofMillis(200));

        List<CommandResult> results =
                IntStream.range(0, 20).mapToObj(_ -> session.run(slow)).toList();

        assertEquals(
                List.of(new CommandResult.TimedOut(Duration.ofMillis(200))),
                results.stream().distinct().toList());
        assertEquals("still here\n", session.output(RemoteCommand.of("echo", "still here")));
    }

    @Test
    void moreCommandsAtOnceThanOneConnectionCarries() {
        SshSession session = session();
        List<CompletableFuture<String>> all = IntStream.range(0, 30)
                .mapToObj(n -> CompletableFuture.supplyAsync(
                        () -> session.output(RemoteCommand.of("sh", "-c", "sleep 0.1; echo " + n)),
                        SshSessionTest::onVirtualThread))
                .toList();

        assertEquals(
                IntStream.range(0, 30).mapToObj(n -> n + "\n").toList(),
                all.stream().map(CompletableFuture::join).toList());
    }

    @Test
    void cutLinkIsUnknownAndTheNextCommandConnectsAgain() throws Exception {
        SshSession session = session();
        CompletableFuture<CommandResult> running = CompletableFuture.supplyAsync(
                () -> session.run(RemoteCommand.of("sh", "-c", "echo $$ > ~/running; sleep 5")));
        Eventually.within(
                Duration.ofSeconds(5),
                "command runs",
                () -> SSHD.home("alice").resolve("running").toFile().exists());
        SSHD.cutConnections();

        assertInstanceOf(CommandResult.ConnectionLost.class, running.get());
        assertEquals("back\n", session.output(RemoteCommand.of("echo", "back")));
    }

    @Test
    void silentLinkIsFoundDead() throws Exception {
        SshSession session = session();
        session.output(RemoteCommand.of("true"));
        SSHD.freezeConnections(false);
        long start = System.nanoTime();
        CommandResult result = session.run(RemoteCommand.of("true").within(Duration.ofSeconds(60)));
        SSHD.freezeConnections(true);

        assertInstanceOf(CommandResult.ConnectionLost.class, result);
        assertTrue(System.nanoTime() - start < Duration.ofSeconds(9).toNanos());
    }

    @Test
    void interruptEndsTheWaiting() throws Exception {
        SshSession session = session();
        AtomicReference<CommandResult> result = new AtomicReference<>();
        Thread thread = Thread.startVirtualThread(() -> result.set(session.run(RemoteCommand.of("sleep", "20"))));
        Eventually.within(Duration.ofSeconds(5), "it waits", () -> thread.getState() == Thread.State.TIMED_WAITING);
        thread.interrupt();

        assertTrue(thread.join(Duration.ofSeconds(2)));
        assertInstanceOf(CommandResult.ConnectionLost.class, result.get());
    }

    @Test
    void longLivedProcessIsTalkedTo() throws Exception {
        SshProcess cat;
        try (SshSession session = session()) {
            cat = session.start(RemoteCommand.of("cat").as("root"));
            cat.stdin().write("hello\n".getBytes(StandardCharsets.UTF_8));
            cat.stdin().flush();

            assertEquals("hello", cat.stdout().readLine());
            assertTrue(cat.isAlive());
        }
        Eventually.within(Duration.ofSeconds(5), "it ended with its session", () -> !cat.isAlive());
    }

    @Test
    void listenerHearsOfEachCommandWithoutSecrets() {
        List<String> heard = new ArrayList<>();
        SshSession session = session().heardBy(new CommandListener() {
            @Override
            public void starting(String hostName, String words, boolean change) {
                heard.add(hostName + " " + words);
            }

            @Override
            public void ended(String hostName, String words, boolean change, String outcome, Duration took) {
                heard.add(outcome);
            }
        });

        session.run(RemoteCommand.of("echo", "x" + TestingSshd.PASSWORD.value(), "two\nlines\u001b[2J")
                .as("root"));

        assertEquals(List.of("db1 root: echo x*** two…", "exit 0"), heard);
    }

    @Test
    void hostileFirstWordsAreRefused() {
        for (String program : List.of("-x", "A=b", "", "a b", "$(id)")) {
            assertThrows(IllegalArgumentException.class, () -> RemoteCommand.of(program));
        }
        assertThrows(
                IllegalArgumentException.class, () -> RemoteCommand.of("id").as("-oProxyCommand=x"));
        assertThrows(IllegalArgumentException.class, () -> RemoteCommand.of("echo", "a\0b"));
    }

    @Test
    void connectionIsShared() {
        session().output(RemoteCommand.of("true"));
        long before = logins();
        session().output(RemoteCommand.of("true"));

        assertEquals(before, logins());
        assertFalse(before == 0);
    }

    static void onVirtualThread(Runnable task) {
        Thread.startVirtualThread(task);
    }

    private static long logins() {
        return SSHD.log()
                .lines()
                .filter(line -> line.contains("Accepted publickey"))
                .count();
    }

    private static SshSession session() {
        return CONNECTIONS.open(SSHD.alice());
    }
}
