package io.understudy.cluster;

import io.understudy.postgres.Lsn;
import io.understudy.postgres.PgVersion;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Readings as hosts would give them: db1 (10.0.0.1) is the declared primary, db2 (10.0.0.2) and db3
/// (10.0.0.3) are its standbys.
public final class TestingReadings {
    public static final String IDENTIFIER = "7412345678901234567";
    public static final Instant NOW = Instant.parse("2026-11-22T10:15:30Z");
    public static final Lsn END = Lsn.parse("0/5000000");
    public static final Lsn LONG_AGO = Lsn.parse("0/3000000");
    static final ServerFacts.Usage USAGE = new ServerFacts.Usage(1, 10, 1, 10, false, false);

    private TestingReadings() {}

    public static ClusterReading cluster(NodeReading... nodes) {
        return cluster("15", nodes);
    }

    public static ClusterReading cluster(String version, NodeReading... nodes) {
        List<NodeReading> readings = List.of(nodes);
        Cluster cluster = new Cluster(
                "c1",
                "orders",
                IDENTIFIER,
                PgVersion.parse(version),
                readings.stream().map(NodeReading::node).toList(),
                NOW);
        return new ClusterReading(cluster, readings);
    }

    public static NodeReading answered(String host, NodeRole role, ServerFacts facts) {
        return reading(host, role, null, new NodeReading.Seen.Answered(facts));
    }

    public static NodeReading down(String host, NodeRole role) {
        return reading(host, role, null, new NodeReading.Seen.Down());
    }

    public static NodeReading unreachable(String host, NodeRole role) {
        return reading(
                host,
                role,
                null,
                new NodeReading.Seen.Unknown(
                        new ProblemException(ProblemType.HOST_UNREACHABLE, host + " gave no answer within 5 s")));
    }

    public static NodeReading reading(String host, NodeRole role, @Nullable String slot, NodeReading.Seen seen) {
        ClusterNode node = new ClusterNode(
                "node-" + host,
                "host-" + host,
                host,
                "main",
                PgVersion.parse("15"),
                5432,
                "/var/lib/postgresql/15/main",
                role,
                slot);
        return new NodeReading(node, Set.of(InetAddress.ofLiteral(address(host))), seen, NOW);
    }

    /// The same look at a later moment.
    public static NodeReading at(Instant moment, NodeReading look) {
        return new NodeReading(look.node(), look.addresses(), look.seen(), moment);
    }

    public static String address(String host) {
        return "10.0.0." + host.substring(2);
    }

    public static ServerFacts primary(Walsender... senders) {
        return primaryWith(List.of(), senders);
    }

    public static ServerFacts primaryWith(List<ServerFacts.Slot> slots, Walsender... senders) {
        return new ServerFacts(
                IDENTIFIER, "15.14 (Debian)", false, 3, END, null, null, null, null, List.of(senders), slots, USAGE);
    }

    /// A standby whose walreceiver streams and names itself `15/main`.
    public static ServerFacts following() {
        return standby(3, receiver(null, "15/main"));
    }

    public static ServerFacts standby(int timeline, ServerFacts.@Nullable Walreceiver receiver) {
        return standby(timeline, receiver, false);
    }

    public static ServerFacts standby(
            int timeline, ServerFacts.@Nullable Walreceiver receiver, boolean replayPaused, Walsender... senders) {
        return new ServerFacts(
                IDENTIFIER,
                "15.14 (Debian)",
                true,
                timeline,
                null,
                END,
                LONG_AGO,
                replayPaused,
                receiver,
                List.of(senders),
                List.of(),
                USAGE);
    }

    /// A walreceiver that works.
    public static ServerFacts.Walreceiver receiver(@Nullable String slot, String name) {
        return new ServerFacts.Walreceiver("streaming", slot, name, 0.5);
    }

    /// A walsender that streams to a host and has all but 256 bytes of it replayed.
    public static Walsender streamingTo(String host) {
        return sender(1000 + host.charAt(2), address(host), "15/main", "streaming", null);
    }

    public static Walsender sender(
            int pid, @Nullable String address, String name, String state, @Nullable String slot) {
        Lsn replayed = state.equals("streaming") ? Lsn.parse("0/4FFFF00") : null;
        return new Walsender(pid, name, address, state, END, replayed, replayed, replayed, null, null, null, slot);
    }
}
