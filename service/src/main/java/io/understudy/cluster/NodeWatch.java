package io.understudy.cluster;

import io.understudy.host.HostSessions;
import io.understudy.host.HostStore;
import io.understudy.postgres.Psql;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.ssh.RemoteCommand;
import io.understudy.ssh.SshSession;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Looks at one node again and again, through a connection and a `psql` that are kept in between.
final class NodeWatch implements AutoCloseable {
    private static final Duration WAL_SPACE_TIME = Duration.ofSeconds(5);

    private final HostStore hosts;
    private final HostSessions sessions;
    private final ClusterNode node;
    private final ReentrantLock turn = new ReentrantLock();
    /// Known even of a host that then does not answer: the primary may still see its standby stream from there.
    private volatile Set<InetAddress> addresses = Set.of();

    private volatile @Nullable Link link;
    private volatile boolean closed;

    private record Link(SshSession ssh, Psql psql) {}

    NodeWatch(HostStore hosts, HostSessions sessions, ClusterNode node) {
        this.hosts = hosts;
        this.sessions = sessions;
        this.node = node;
    }

    NodeReading look() {
        if (!turn.tryLock()) {
            return unknown("%s has not answered the look before this one".formatted(node.host()));
        }
        try {
            return reading(seen());
        } finally {
            turn.unlock();
        }
    }

    /// @throws ProblemException when the host does not tell within 5 s
    long walFreeBytes() {
        String wal = node.dataDirectory() + "/" + node.version().walDirectory() + "/.";
        // By way of find, because only root and postgres may look into the data directory.
        RemoteCommand df = RemoteCommand.of(
                        "find", wal, "-maxdepth", "0", "-exec", "df", "-B1", "--output=avail", "{}", ";")
                .as("root")
                .within(WAL_SPACE_TIME);
        return Long.parseLong(link().ssh().output(df).lines().toList().getLast().strip());
    }

    /// What counts as the answer when there was none in time.
    NodeReading unknown(String why) {
        return reading(new NodeReading.Seen.Unknown(new ProblemException(ProblemType.HOST_UNREACHABLE, why)));
    }

    private NodeReading reading(NodeReading.Seen seen) {
        return new NodeReading(node, addresses, seen, Instant.now());
    }

    /// A link that was kept may be dead although all is well now: a server that restarts ends its `psql`.
    private NodeReading.Seen seen() {
        boolean kept = link != null;
        NodeReading.Seen seen = attempt();
        return kept && !(seen instanceof NodeReading.Seen.Answered) ? attempt() : seen;
    }

    private NodeReading.Seen attempt() {
        try {
            Link open = link();
            NodeReading.Seen seen = InstanceReader.look(open.ssh(), open.psql(), node.instance());
            if (!(seen instanceof NodeReading.Seen.Answered)) {
                drop();
            }
            return seen;
        } catch (ProblemException why) {
            drop();
            return new NodeReading.Seen.Unknown(why);
        }
    }

    private Link link() {
        Link open = link;
        if (open == null) {
            addresses = HostAddresses.of(hosts.get(node.hostId()).address());
            SshSession ssh = sessions.open(node.hostId());
            open = new Link(ssh, new Psql(ssh, node.instance()));
            link = open;
        }
        if (closed) {
            throw new ProblemException(ProblemType.HOST_UNREACHABLE, "nobody watches " + node.host() + " any more");
        }
        return open;
    }

    private void drop() {
        Link open = link;
        link = null;
        if (open != null) {
            open.ssh().close();
        }
    }

    /// Ends a look that is under way, too.
    @Override
    public void close() {
        closed = true;
        drop();
    }
}
