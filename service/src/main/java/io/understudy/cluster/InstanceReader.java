package io.understudy.cluster;

import io.understudy.postgres.Instance;
import io.understudy.postgres.Psql;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.ssh.CommandResult;
import io.understudy.ssh.RemoteCommand;
import io.understudy.ssh.SshSession;

/// Looks at one instance on a host that can be reached.
final class InstanceReader {
    /// Exit states of `pg_ctl status`: no server runs, and there is no data directory.
    private static final int NOT_RUNNING = 3;

    private static final int NO_DATA_DIRECTORY = 4;

    private InstanceReader() {}

    /// A server that does not answer is only down when the host says so: it may be starting, or have no connection
    /// left.
    ///
    /// @throws ProblemException when the host stops answering
    static NodeReading.Seen look(SshSession ssh, Instance instance) {
        try (Psql psql = new Psql(ssh, instance)) {
            return look(ssh, psql, instance);
        }
    }

    /// The same over a psql that is kept.
    static NodeReading.Seen look(SshSession ssh, Psql psql, Instance instance) {
        try {
            return new NodeReading.Seen.Answered(psql.row(ServerFacts.class, ServerFactsQuery.of(instance.version())));
        } catch (ProblemException failed) {
            return failed.type() == ProblemType.POSTGRES_UNAVAILABLE && isDown(ssh, instance)
                    ? new NodeReading.Seen.Down()
                    : new NodeReading.Seen.Unknown(failed);
        }
    }

    private static boolean isDown(SshSession ssh, Instance instance) {
        RemoteCommand status = RemoteCommand.of(instance.program("pg_ctl"), "status", "-D", instance.dataDirectory())
                .as("postgres");
        return ssh.run(status) instanceof CommandResult.Exited(int exit, var _, var _)
                && (exit == NOT_RUNNING || exit == NO_DATA_DIRECTORY);
    }
}
