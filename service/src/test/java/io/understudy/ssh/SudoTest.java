package io.understudy.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.secret.Secret;
import io.understudy.testing.Eventually;
import io.understudy.testing.TestingSshd;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SudoTest {
    @RegisterExtension
    static final TestingSshd SSHD = new TestingSshd();

    private static final SshConnections CONNECTIONS = new SshConnections();

    @AfterAll
    static void close() {
        CONNECTIONS.close();
    }

    @Test
    void passwordIsForSudoAndTheInputForTheCommand() {
        String read = alice().output(RemoteCommand.of("cat").as("root").withInput("payload\n"));

        assertEquals("payload\n", read);
    }

    @Test
    void passwordNeverReachesACommandThatNeedsNone() {
        String counted =
                alice().output(RemoteCommand.of("/usr/bin/wc", "-c").as("root").withInput("payload\n"));

        assertEquals("8", counted.strip());
    }

    @Test
    void passwordIsInNoArgumentOrEnvironment() {
        String spy = "cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n'";
        String seen = alice().output(RemoteCommand.of("sh", "-c", spy).as("root"));

        assertTrue(seen.contains("SUDO_ASKPASS"));
        assertFalse(seen.contains(TestingSshd.PASSWORD.value()));
    }

    @Test
    void rightWithoutPasswordNeedsNone() {
        String user = CONNECTIONS
                .open(SSHD.bob())
                .output(RemoteCommand.of("id", "-un").as("alice"));

        assertEquals("alice\n", user);
    }

    @Test
    void loginUserNeedsNoSudo() {
        assertEquals("alice\n", alice().output(RemoteCommand.of("id", "-un").as("alice")));
    }

    @Test
    void umaskAndLocaleAreKnown() {
        String seen = alice().output(
                        RemoteCommand.of("sh", "-c", "umask; pwd; echo $LC_ALL").as("root"));

        assertEquals("0022\n/\nC\n", seen);
    }

    @Test
    void refusalsAreToldWithTheProgram() {
        SshLogin alice = SSHD.alice();
        List<SshLogin> refused = List.of(
                alice,
                SSHD.bob(),
                SSHD.login("alice", alice.authentication(), null, alice.trusted()),
                SSHD.login("alice", alice.authentication(), new Secret("wrong"), alice.trusted()));
        List<ProblemType> types = List.of(
                ProblemType.SUDO_DENIED,
                ProblemType.SUDO_DENIED,
                ProblemType.SUDO_PASSWORD_NEEDED,
                ProblemType.SUDO_PASSWORD_NEEDED);
        for (int i = 0; i < refused.size(); i++) {
            SshSession session = CONNECTIONS.open(refused.get(i));

            ProblemException problem = assertThrows(
                    ProblemException.class,
                    () -> session.run(RemoteCommand.of("/usr/bin/ls", "/root").as("root")));

            assertEquals(types.get(i), problem.type(), problem.detail());
            assertEquals("ls", problem.extensions().get("program"));
        }
    }

    @Test
    void refusalOfALongLivedProcessIsToldToo() {
        try (SshSession session = alice();
                SshProcess refused =
                        session.start(RemoteCommand.of("/usr/bin/ls").as("root"));
                SshProcess allowed = session.start(RemoteCommand.of("false").as("root"))) {
            Eventually.within(Duration.ofSeconds(5), "both ended", () -> !refused.isAlive() && !allowed.isAlive());

            assertEquals(
                    ProblemType.SUDO_DENIED,
                    refused.refusal().map(ProblemException::type).orElse(null));
            assertTrue(allowed.refusal().isEmpty());
        }
    }

    @Test
    void rightsAreToldWithoutRunningAnything() {
        List<String> asked = List.of("find", "ls", "no-such-program", "/usr/bin/wc");
        SshLogin alice = SSHD.alice();

        assertEquals(
                new SudoRights(SudoPassword.ACCEPTED, List.of("find", "/usr/bin/wc")),
                alice().sudoRights("root", asked));
        assertEquals(
                new SudoRights(SudoPassword.NOT_NEEDED, List.of("find", "/usr/bin/wc")),
                CONNECTIONS.open(SSHD.bob()).sudoRights("root", asked));
        assertEquals(
                new SudoRights(SudoPassword.WRONG, List.of()),
                CONNECTIONS
                        .open(SSHD.login("alice", alice.authentication(), new Secret("wrong"), alice.trusted()))
                        .sudoRights("postgres", asked));
        assertEquals(new SudoRights(SudoPassword.NOT_NEEDED, asked), alice().sudoRights("alice", asked));
    }

    @Test
    void failureOfTheCommandItselfIsNoRefusal() {
        CommandResult result = alice().run(RemoteCommand.of("false").as("root"));

        assertEquals(new CommandResult.Exited(1, "", ""), result);
    }

    private static SshSession alice() {
        return CONNECTIONS.open(SSHD.alice());
    }
}
