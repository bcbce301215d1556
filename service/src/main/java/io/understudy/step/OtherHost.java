package io.understudy.step;

import io.understudy.postgres.HostFiles;
import io.understudy.postgres.HostUnits;
import io.understudy.ssh.SshSession;

/// A registered host in another part than that of a node, such as the application's. It may be a node's host all the
/// same: what fails on it in this part is no reason to leave the node's own steps.
///
/// @param host the host's name, as people see it
public record OtherHost(String host, SshSession ssh, HostFiles files, HostUnits units) implements Place {
    public static OtherHost of(String host, SshSession ssh) {
        return new OtherHost(host, ssh, new HostFiles(ssh), new HostUnits(ssh));
    }

    /// See [Node#remembering].
    OtherHost remembering() {
        return of(host, ssh.remembering());
    }
}
