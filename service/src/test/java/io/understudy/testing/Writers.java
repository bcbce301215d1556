package io.understudy.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/// Inserts unique ids on both hosts of a pair all the while, each on its own: only the one that takes writes lets it.
/// What was acknowledged, by whom and when, tells whether a row is lost and whether two took writes at once.
public final class Writers implements AutoCloseable {
    private static final Duration EVERY = Duration.ofMillis(5);

    private final AtomicLong ids = new AtomicLong();
    private final Queue<Ack> acks = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;

    /// @param at when the answer came
    public record Ack(long id, String host, long at) {}

    /// Makes the table on the primary, and a role that may come from here on both hosts.
    public Writers(LabPair pair) {
        pair.primary().sql("CREATE ROLE app LOGIN PASSWORD 'app'");
        pair.primary().sql("CREATE TABLE written (id bigint PRIMARY KEY)");
        pair.primary().sql("GRANT ALL ON written TO app");
        for (LabHost host : List.of(pair.primary(), pair.standby())) {
            host.exec("sh", "-c", "echo 'host postgres app samenet md5' | tee -a /etc/postgresql/*/main/pg_hba.conf");
            host.sql("SELECT pg_reload_conf()");
            threads.add(Thread.startVirtualThread(() -> write(host)));
        }
        pair.awaitReplayed();
    }

    private void write(LabHost host) {
        String url = "jdbc:postgresql://%s/postgres?user=app&password=app&connectTimeout=2&socketTimeout=20"
                .formatted(host.address());
        while (!closed) {
            try (Connection connection = DriverManager.getConnection(url);
                    PreparedStatement insert = connection.prepareStatement("INSERT INTO written VALUES (?)")) {
                while (!closed) {
                    insert(insert, host.name());
                    LockSupport.parkNanos(EVERY.toNanos());
                }
            } catch (SQLException down) {
                LockSupport.parkNanos(EVERY.toNanos());
            }
        }
    }

    private void insert(PreparedStatement insert, String host) throws SQLException {
        long id = ids.incrementAndGet();
        insert.setLong(1, id);
        try {
            insert.executeUpdate();
            acks.add(new Ack(id, host, System.nanoTime()));
        } catch (SQLException refused) {
            if (!"25006".equals(refused.getSQLState())) {
                throw refused;
            }
        }
    }

    /// Waits until one host has acknowledged a write from now on.
    public void await(LabHost host) {
        long now = System.nanoTime();
        Eventually.within(
                Duration.ofSeconds(30),
                host.name() + " takes writes",
                () -> acks.stream().anyMatch(ack -> ack.host().equals(host.name()) && ack.at() > now));
    }

    /// Who took writes, one after the other: a host that comes back after another did takes part twice.
    public List<String> turns() {
        List<String> turns = new ArrayList<>();
        acks.stream().sorted(Comparator.comparingLong(Ack::at)).map(Ack::host).forEachOrdered(host -> {
            if (turns.isEmpty() || !turns.getLast().equals(host)) {
                turns.add(host);
            }
        });
        return turns;
    }

    /// The longest time between two acknowledged writes.
    public Duration longestGap() {
        long[] times = acks.stream().mapToLong(Ack::at).sorted().toArray();
        long longest = 0;
        for (int i = 1; i < times.length; i++) {
            longest = Math.max(longest, times[i] - times[i - 1]);
        }
        return Duration.ofNanos(longest);
    }

    /// Ids that were acknowledged and are not there.
    public Set<Long> lost(LabHost host) {
        Set<Long> acknowledged = acks.stream().map(Ack::id).collect(Collectors.toSet());
        Set<Long> there = Arrays.stream(host.sql("SELECT coalesce(string_agg(id::text, ','), '0') FROM written")
                        .split(","))
                .map(Long::valueOf)
                .collect(Collectors.toCollection(HashSet::new));
        acknowledged.removeAll(there);
        return acknowledged;
    }

    @Override
    public void close() {
        stop();
    }

    /// No more writes from now on.
    public void stop() {
        closed = true;
        for (Thread thread : threads) {
            try {
                thread.join(Duration.ofSeconds(30));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
