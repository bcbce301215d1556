package io.understudy.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.secret.Secret;
import io.understudy.testing.TestingSshd;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SshConnectionsTest {
    @RegisterExtension
    static final TestingSshd SSHD = new TestingSshd();

    private static final SshConnections CONNECTIONS = new SshConnections();

    @AfterAll
    static void close() {
        CONNECTIONS.close();
    }

    @Test
    void unknownKeyIsShownAndNoLoginIsTried() {
        long before = loginsTried();

        ProblemException problem = refused(withPassword(TestingSshd.PASSWORD, List.of()));

        assertEquals(ProblemType.HOST_KEY_UNKNOWN, problem.type());
        assertEquals(SSHD.hostKey("ed25519").fingerprint(), problem.extensions().get("fingerprint"));
        assertEquals(before, loginsTried());
    }

    @Test
    void changedKeyIsRefusedAndNoLoginIsTried() throws Exception {
        HostKey other = otherKey("changed", "ed25519");
        long before = loginsTried();

        ProblemException problem = refused(withPassword(TestingSshd.PASSWORD, List.of(other)));

        assertEquals(ProblemType.HOST_KEY_CHANGED, problem.type());
        assertTrue(problem.detail().contains(other.fingerprint()), problem.detail());
        assertEquals(before, loginsTried());
    }

    @Test
    void hostThatNoLongerHasTheTrustedTypeHasAnotherKey() throws Exception {
        SshLogin login = SSHD.alice();
        SSHD.restartWithHostKeys("rsa");
        try {
            assertEquals(ProblemType.HOST_KEY_CHANGED, refused(login).type());
        } finally {
            SSHD.restartWithHostKeys("ed25519", "ecdsa", "rsa");
        }
    }

    @Test
    void trustedTypeIsTheOneAskedFor() {
        for (String type : List.of("ed25519", "ecdsa", "rsa")) {
            SshLogin login = withPassword(TestingSshd.PASSWORD, List.of(SSHD.hostKey(type)));

            assertEquals("ok\n", CONNECTIONS.open(login).output(RemoteCommand.of("echo", "ok")));
        }
    }

    @Test
    void scanShowsEveryKeyAndTriesNoLogin() {
        long before = loginsTried();

        Set<HostKey> shown = Set.copyOf(CONNECTIONS.scan("127.0.0.1", SSHD.port()));

        assertEquals(
                List.of("ed25519", "ecdsa", "rsa").stream().map(SSHD::hostKey).collect(Collectors.toSet()), shown);
        assertEquals(before, loginsTried());
    }

    @Test
    void wrongKeyIsRefused() throws Exception {
        String wrong = Files.readString(SSHD.generateKey("wrong", "ed25519", ""));
        SshAuthentication authentication = new SshAuthentication.PrivateKey(new Secret(wrong), null);

        ProblemException problem = refused(SSHD.login("alice", authentication, null, List.of(SSHD.hostKey("ed25519"))));

        assertEquals(ProblemType.SSH_AUTHENTICATION_REFUSED, problem.type());
        assertEquals("db1 refused the login of alice by key", problem.detail());
    }

    @Test
    void wrongPasswordIsRefused() {
        ProblemException problem = refused(withPassword(new Secret("wrong"), List.of(SSHD.hostKey("ed25519"))));

        assertEquals(ProblemType.SSH_AUTHENTICATION_REFUSED, problem.type());
    }

    @Test
    void closedPortIsUnreachable() throws Exception {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }

        assertEquals(
                "127.0.0.1 port " + closed + ": connection refused",
                unreachable("127.0.0.1", closed).detail());
    }

    @Test
    void unknownNameIsUnreachable() {
        assertEquals(
                "no-such-host.invalid port 22: the name is not known",
                unreachable("no-such-host.invalid", 22).detail());
    }

    @Test
    void whatAnotherServiceSaysIsNotRepeated() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
            Thread.startVirtualThread(() -> greet(other));

            ProblemException problem = unreachable("127.0.0.1", other.getLocalPort());

            assertEquals(ProblemType.HOST_UNREACHABLE, problem.type());
            assertFalse(problem.toString().contains("internal-secret"), problem.toString());
            assertFalse(String.valueOf(problem.getCause()).contains("internal-secret"));
        }
    }

    @Test
    void hostileLoginsCannotBeMade() {
        SshLogin good = SSHD.alice();
        for (String address : List.of("-oProxyCommand=id", "a b", "$(id)", "127.1", "2130706433", "", "a\nb")) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new SshLogin("1", "h", address, 22, "alice", good.authentication(), null, List.of()));
        }
        for (String user : List.of("-oProxyCommand=id", "a b", "$(id)", "a@b", "", "a\nb", "Root")) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new SshLogin("1", "h", "db1", 22, user, good.authentication(), null, List.of()));
        }
    }

    @Test
    void forgottenHostIsConnectedToAnew() {
        SshSession session = CONNECTIONS.open(SSHD.bob());
        session.output(RemoteCommand.of("true"));
        long before = loginsTried();
        CONNECTIONS.forget(SSHD.bob().hostId());
        session.output(RemoteCommand.of("true"));

        assertTrue(loginsTried() > before);
    }

    @Test
    void connectionThatIsJustBeingClosedStartsNothing() {
        SshConnection connection = CONNECTIONS.live(SSHD.alice());
        connection.close();

        assertThrows(NotStartedException.class, () -> connection.start("true", null, Duration.ofSeconds(10)));
    }

    private static void greet(ServerSocket other) {
        try {
            while (true) {
                try (Socket caller = other.accept();
                        OutputStream out = caller.getOutputStream()) {
                    out.write("220 internal-secret ESMTP\r\n".repeat(3).getBytes(StandardCharsets.UTF_8));
                }
            }
        } catch (java.io.IOException e) {
            // The test is over.
        }
    }

    private static ProblemException unreachable(String address, int port) {
        SshLogin alice = SSHD.alice();
        ProblemException problem = refused(
                new SshLogin("id-2", "db2", address, port, "alice", alice.authentication(), null, alice.trusted()));
        assertEquals(ProblemType.HOST_UNREACHABLE, problem.type());
        assertEquals("db2", problem.extensions().get("host"));
        return problem;
    }

    private static ProblemException refused(SshLogin login) {
        return assertThrows(ProblemException.class, () -> CONNECTIONS.open(login));
    }

    private static SshLogin withPassword(Secret password, List<HostKey> trusted) {
        return SSHD.login("alice", new SshAuthentication.Password(password), null, trusted);
    }

    private static HostKey otherKey(String name, String type) throws Exception {
        SSHD.generateKey(name, type, "");
        return SSHD.publicKey(name);
    }

    /// Connections on which a login was tried, by sshd's own log.
    private static long loginsTried() {
        return SSHD.log()
                .lines()
                .filter(line -> line.contains("userauth-request"))
                .count();
    }
}
