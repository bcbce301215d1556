package io.understudy.step;

import io.understudy.postgres.HostFiles;
import io.understudy.postgres.HostUnits;
import io.understudy.postgres.Instance;
import io.understudy.postgres.Psql;
import io.understudy.ssh.SshSession;
import java.time.Duration;

/// One instance and the ways to reach it. The instance may not exist yet; then `psql` is of no use.
///
/// @param host the host's name, as people see it
/// @param address where the other node's PostgreSQL reaches this host
public record Node(
        String host, String address, Instance instance, SshSession ssh, Psql psql, HostFiles files, HostUnits units)
        implements Place, AutoCloseable {
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(10);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    public static Node of(String host, String address, Instance instance, SshSession ssh) {
        return new Node(host, address, instance, ssh, new Psql(ssh, instance), new HostFiles(ssh), new HostUnits(ssh));
    }

    /// The same node for one look at it; see [SshSession#remembering].
    Node remembering() {
        SshSession look = ssh.remembering();
        return new Node(host, address, instance, look, psql, new HostFiles(look), new HostUnits(look));
    }

    /// Restarts a unit, not before its start is over: `pg_ctlcluster` comes back about 2 s after the server is up,
    /// and until then systemd would stop it by a signal, as a smart shutdown, which waits for every session to end.
    public void restart(String unit, Pulse pulse) {
        awaitStarted(unit, pulse);
        units.restart(unit);
    }

    /// Until systemd is done with the start of a unit, at most 10 s.
    public void awaitStarted(String unit, Pulse pulse) {
        long givesUp = System.nanoTime() + STARTS_WITHIN.toNanos();
        while (units.state(unit) == HostUnits.State.ACTIVATING && System.nanoTime() < givesUp) {
            pulse.pause(LOOK_EVERY);
        }
    }

    /// Ends the `psql` that stays open for reading: it takes up one of the few places of the host's connection.
    @Override
    public void close() {
        psql.close();
    }
}
