package io.understudy.standby;

import io.understudy.problem.ProblemType;
import io.understudy.ssh.CommandResult;
import io.understudy.ssh.RemoteCommand;
import io.understudy.step.Plan;
import io.understudy.step.Side;
import io.understudy.step.Step;
import io.understudy.step.Target;
import java.time.Duration;

/// The standby's own connection to the primary, tried for real: from its host, as its role, with its password, by its
/// method.
public final class EnsureReplicationConnection implements Step.Condition<CommandResult> {
    private final StandbyLink link;

    public EnsureReplicationConnection(StandbyLink link) {
        this.link = link;
    }

    @Override
    public String name() {
        return "ensure-replication-connection";
    }

    @Override
    public Side side() {
        return Side.STANDBY;
    }

    /// libpq looks up a password for a replication connection under the database name `replication`.
    @Override
    public CommandResult observe(Target target) {
        String conninfo = "host=%s port=%d user=%s dbname=replication replication=1 connect_timeout=5"
                .formatted(link.primaryAddress(), link.primary().port(), link.role());
        return target.standby()
                .ssh()
                .run(RemoteCommand.of(
                                link.standby().program("psql"),
                                "-X",
                                "-A",
                                "-t",
                                "-w",
                                "-d",
                                conninfo,
                                "-c",
                                "IDENTIFY_SYSTEM")
                        .as("postgres"));
    }

    @Override
    public Plan<Void> plan(CommandResult result) {
        return switch (result) {
            case CommandResult.Exited(int status, String stdout, var _) when status == 0 -> identified(stdout.strip());
            case CommandResult.Exited(var _, var _, String stderr) -> new Plan.Awaited<>(said(stderr), problem(stderr));
            case CommandResult.TimedOut _ ->
                new Plan.Awaited<>(
                        "no answer from " + link.primaryAddress(), ProblemType.REPLICATION_CONNECTION_FAILED);
            case CommandResult.ConnectionLost(String reason) ->
                new Plan.Awaited<>("link lost: " + reason, ProblemType.HOST_UNREACHABLE);
        };
    }

    /// The answer begins with the system identifier of whoever answered.
    private Plan<Void> identified(String answer) {
        return answer.startsWith(link.systemIdentifier() + "|")
                ? new Plan.InPlace<>()
                : new Plan.Blocked<>(
                        ProblemType.SYSTEM_IDENTIFIER_MISMATCH,
                        "at %s port %d the standby reaches another database: %s"
                                .formatted(link.primaryAddress(), link.primary().port(), answer));
    }

    private String said(String stderr) {
        return "log in at %s as %s%s"
                .formatted(
                        link.primaryAddress(),
                        link.role(),
                        stderr.isBlank() ? "" : "; so far: " + stderr.strip().replaceAll("\\s+", " "));
    }

    private static ProblemType problem(String stderr) {
        return stderr.contains("pg_hba.conf")
                ? ProblemType.HBA_REJECTS_REPLICATION
                : ProblemType.REPLICATION_CONNECTION_FAILED;
    }

    @Override
    public Duration settlesWithin() {
        return Duration.ofSeconds(10);
    }
}
