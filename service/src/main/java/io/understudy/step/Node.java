package io.understudy.step;

import io.understudy.postgres.HostFiles;
import io.understudy.postgres.HostUnits;
import io.understudy.postgres.Instance;
import io.understudy.postgres.Psql;
import io.understudy.ssh.SshSession;

/// One instance and the ways to reach it. The instance may not exist yet; then `psql` is of no use.
///
/// @param host the host's name, as people see it
/// @param address where the other node's PostgreSQL reaches this host
public record Node(
        String host, String address, Instance instance, SshSession ssh, Psql psql, HostFiles files, HostUnits units)
        implements Place, AutoCloseable {
    public static Node of(String host, String address, Instance instance, SshSession ssh) {
        return new Node(host, address, instance, ssh, new Psql(ssh, instance), new HostFiles(ssh), new HostUnits(ssh));
    }

    /// The same node for one look at it; see [SshSession#remembering].
    Node remembering() {
        SshSession look = ssh.remembering();
        return new Node(host, address, instance, look, psql, new HostFiles(look), new HostUnits(look));
    }

    /// Ends the `psql` that stays open for reading: it takes up one of the few places of the host's connection.
    @Override
    public void close() {
        psql.close();
    }
}
