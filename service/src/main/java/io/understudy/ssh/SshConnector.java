package io.understudy.ssh;

import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.keyboard.UserAuthKeyboardInteractiveFactory;
import org.apache.sshd.client.auth.password.PasswordIdentityProvider;
import org.apache.sshd.client.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.client.session.ClientSession.ClientSessionEvent;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.kex.KeyExchangeFactory;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.core.CoreModuleProperties;

/// Connects in layers, each with its own problem: the host is reached, its key is verified, and only then who
/// we are is said. Nothing of this machine's own SSH configuration, keys or agent takes part.
final class SshConnector implements AutoCloseable {
    /// For the TCP connection, for the key exchange, and for the login, each.
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int READ_BUFFER_BYTES = 8 << 10;

    private final SshClient client = client();

    SshConnector() {
        client.start();
    }

    /// A verified and logged-in session.
    ClientSession login(SshLogin login) {
        try {
            return verifiedLogin(login);
        } catch (ProblemException e) {
            throw e.with("host", login.hostName());
        }
    }

    /// What the host shows when it is asked for a key of one type. No login is tried.
    HostKeyCheck look(String address, int port, String type) {
        HostKeyCheck check = HostKeyCheck.looking(type);
        try (ClientSession session = connect("scan", address, port, check)) {
            awaitKeyExchange(session);
            return check;
        } catch (IOException e) {
            return check;
        }
    }

    @Override
    public void close() {
        client.stop();
    }

    private ClientSession verifiedLogin(SshLogin login) {
        HostKeyCheck check = HostKeyCheck.against(login.trusted());
        ClientSession session = connect(login.user(), login.address(), login.port(), check);
        try {
            if (!awaitKeyExchange(session)) {
                throw check.refusal(login).orElseGet(() -> noSsh(login.address(), login.port()));
            }
            authenticate(session, login);
            return session;
        } catch (ProblemException e) {
            session.close(true);
            throw e;
        }
    }

    private ClientSession connect(String user, String address, int port, HostKeyCheck check) {
        InetSocketAddress target = new InetSocketAddress(address, port);
        if (target.isUnresolved()) {
            throw unreachable(address, port, "the name is not known");
        }
        try {
            return client.connect(user, target, check.asContext())
                    .verify(TIMEOUT)
                    .getSession();
        } catch (IOException e) {
            throw unreachable(address, port, reason(e));
        }
    }

    /// True when the host's key was accepted; false when the connection ended before.
    private static boolean awaitKeyExchange(ClientSession session) {
        Set<ClientSessionEvent> events =
                session.waitFor(EnumSet.of(ClientSessionEvent.WAIT_AUTH, ClientSessionEvent.CLOSED), TIMEOUT);
        return events.contains(ClientSessionEvent.WAIT_AUTH) && !events.contains(ClientSessionEvent.CLOSED);
    }

    private static void authenticate(ClientSession session, SshLogin login) {
        switch (login.authentication()) {
            case SshAuthentication.PrivateKey(var text, var passphrase) -> {
                session.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
                session.addPublicKeyIdentity(SshKey.parse(text, passphrase).pair());
            }
            case SshAuthentication.Password(var password) -> {
                session.setUserAuthFactories(
                        List.of(UserAuthPasswordFactory.INSTANCE, UserAuthKeyboardInteractiveFactory.INSTANCE));
                session.addPasswordIdentity(password.value());
            }
        }
        try {
            session.auth().verify(TIMEOUT);
        } catch (IOException e) {
            // The cause is left out: it may quote the host's own words.
            throw new ProblemException(
                    ProblemType.SSH_AUTHENTICATION_REFUSED,
                    "%s refused the login of %s by %s".formatted(login.hostName(), login.user(), method(login)));
        }
    }

    private static String method(SshLogin login) {
        return switch (login.authentication()) {
            case SshAuthentication.PrivateKey _ -> "key";
            case SshAuthentication.Password _ -> "password";
        };
    }

    private static String reason(IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof NoRouteToHostException) {
                return "no route to host";
            }
            if (cause instanceof ConnectException) {
                return "connection refused";
            }
        }
        return "no answer within " + TIMEOUT.toSeconds() + " s";
    }

    /// What was answered instead is not repeated: it could be the banner of a service that the caller may not
    /// see.
    static ProblemException noSsh(String address, int port) {
        return unreachable(address, port, "nothing there speaks SSH with us");
    }

    private static ProblemException unreachable(String address, int port, String reason) {
        return new ProblemException(ProblemType.HOST_UNREACHABLE, "%s port %d: %s".formatted(address, port, reason));
    }

    /// The library prefers sntrup761, and a key pair for that takes it a third of a second of computing: with many
    /// hosts no connection would be made in time. X25519, which every OpenSSH has, takes none to speak of.
    private static List<KeyExchangeFactory> slowLast(List<KeyExchangeFactory> preferred) {
        return preferred.stream()
                .sorted(Comparator.comparing(exchange -> exchange.getName().startsWith("sntrup")))
                .toList();
    }

    private static SshClient client() {
        SshClient client = ClientBuilder.builder()
                .hostConfigEntryResolver(HostConfigEntryResolver.EMPTY)
                .filePasswordProvider(FilePasswordProvider.EMPTY)
                .serverKeyVerifier((session, _, key) -> check(session).accepts(key))
                .build(true);
        client.setKeyExchangeFactories(slowLast(client.getKeyExchangeFactories()));
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        client.setPasswordIdentityProvider(PasswordIdentityProvider.EMPTY_PASSWORDS_PROVIDER);
        client.addSessionListener(new SessionListener() {
            @Override
            public void sessionNegotiationOptionsCreated(Session session, Map<KexProposalOption, String> proposal) {
                check((ClientSession) session).propose(proposal);
            }
        });
        CoreModuleProperties.HEARTBEAT_REQUEST.set(client, "keepalive@openssh.com");
        CoreModuleProperties.HEARTBEAT_INTERVAL.set(client, Duration.ofSeconds(2));
        CoreModuleProperties.HEARTBEAT_NO_REPLY_MAX.set(client, 2);
        // A command is several small packets; without this each waits 40 ms for the acknowledgement of the one before.
        CoreModuleProperties.TCP_NODELAY.set(client, true);
        CoreModuleProperties.IDLE_TIMEOUT.set(client, Duration.ZERO);
        CoreModuleProperties.NIO2_READ_TIMEOUT.set(client, Duration.ZERO);
        // Every connection has one for as long as it lives, and answers are short.
        CoreModuleProperties.NIO2_READ_BUFFER_SIZE.set(client, READ_BUFFER_BYTES);
        return client;
    }

    private static HostKeyCheck check(ClientSession session) {
        return Objects.requireNonNull(session.getConnectionContext().getAttribute(HostKeyCheck.KEY));
    }
}
