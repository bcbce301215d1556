package io.understudy.host;

import io.understudy.credential.CredentialStore;
import io.understudy.problem.ProblemException;
import io.understudy.ssh.HostKey;
import io.understudy.ssh.SshConnections;
import io.understudy.ssh.SshLogin;
import io.understudy.ssh.SshSession;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/// Opens sessions with hosts, as the store describes them now.
@ApplicationScoped
public class HostSessions {
    private final HostStore hosts;
    private final CredentialStore credentials;
    private final SshConnections connections;

    HostSessions(HostStore hosts, CredentialStore credentials, SshConnections connections) {
        this.hosts = hosts;
        this.credentials = credentials;
        this.connections = connections;
    }

    /// A session with a host. It keeps to the login that the host has now: open another after the host was
    /// changed.
    ///
    /// @throws ProblemException NOT_FOUND, HOST_UNREACHABLE, HOST_KEY_UNKNOWN, HOST_KEY_CHANGED,
    /// SSH_AUTHENTICATION_REFUSED
    public SshSession open(String hostId) {
        return connections.open(login(hosts.get(hostId)));
    }

    /// The same without connecting: the first command does, and fails as [#open] would.
    ///
    /// @throws ProblemException NOT_FOUND
    public SshSession later(String hostId) {
        return connections.later(login(hosts.get(hostId)));
    }

    private SshLogin login(Host host) {
        PublicHostKey trusted = host.trustedKey();
        String sudo = host.sudoCredentialId();
        return new SshLogin(
                host.id(),
                host.name(),
                host.address(),
                host.port(),
                host.user(),
                credentials.authentication(host.credentialId()),
                sudo == null ? null : credentials.secret(sudo),
                trusted == null ? List.<HostKey>of() : List.of(trusted.key()));
    }
}
