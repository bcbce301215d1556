package io.understudy.host;

import io.understudy.problem.ProblemException;
import io.understudy.ssh.SshSession;
import jakarta.enterprise.context.ApplicationScoped;

/// Looks at a host and keeps what was found.
@ApplicationScoped
public class HostProber {
    private final HostSessions sessions;
    private final HostStore hosts;

    HostProber(HostSessions sessions, HostStore hosts) {
        this.sessions = sessions;
        this.hosts = hosts;
    }

    /// @throws ProblemException NOT_FOUND, and whatever keeps a session from being opened
    public HostFacts probe(String hostId) {
        try (SshSession session = sessions.open(hostId)) {
            HostFacts facts = HostProbe.probe(session);
            hosts.keep(hostId, facts);
            return facts;
        }
    }
}
