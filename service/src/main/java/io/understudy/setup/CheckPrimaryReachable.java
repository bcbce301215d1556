package io.understudy.setup;

import io.understudy.problem.ProblemType;
import io.understudy.ssh.CommandResult;
import io.understudy.ssh.RemoteCommand;
import io.understudy.step.PreflightCheck;
import io.understudy.step.Side;
import io.understudy.step.Target;
import java.time.Duration;
import java.util.List;

/// The way from the standby's host to the primary's port is open. A primary that listens on its own host only cannot be
/// tried yet; then its host has to refuse the connection by itself, which a firewall that drops packets does not.
final class CheckPrimaryReachable implements PreflightCheck {
    private static final int SECONDS = 3;
    private static final String CONNECT = "exec 3<>\"/dev/tcp/$0/$1\"";

    private final SetupSpec spec;

    CheckPrimaryReachable(SetupSpec spec) {
        this.spec = spec;
    }

    private record Listening(String addresses) {}

    @Override
    public String name() {
        return "check-primary-reachable";
    }

    @Override
    public Side side() {
        return Side.STANDBY;
    }

    @Override
    public List<Finding> findings(Target target) {
        String addresses = target.primary()
                .psql()
                .row(Listening.class, "SELECT current_setting('listen_addresses') AS addresses")
                .addresses();
        String port = Integer.toString(spec.primary().port());
        CommandResult tried = target.standby()
                .ssh()
                .run(RemoteCommand.of(
                                "timeout",
                                Integer.toString(SECONDS),
                                "bash",
                                "-c",
                                CONNECT,
                                spec.primaryAddress(),
                                port)
                        .within(Duration.ofSeconds(SECONDS + 5)));
        return List.of(finding(spec, addresses, tried));
    }

    /// @param addresses `listen_addresses` as it is now
    static Finding finding(SetupSpec spec, String addresses, CommandResult tried) {
        String place =
                "%s port %d".formatted(spec.primaryAddress(), spec.primary().port());
        String limit = place + " answers";
        return switch (tried) {
            case CommandResult.Exited(int status, var _, var _) when status == 0 -> Finding.ok("connected", limit);
            case CommandResult.Exited(var _, var _, String stderr)
            when stderr.contains("Connection refused") ->
                PrimarySettings.listens(addresses, spec.primaryAddress())
                        ? closed(
                                "refused",
                                limit,
                                "a firewall on the way or on the primary's host refuses port %d"
                                        .formatted(spec.primary().port()))
                        : Finding.ok(
                                "the host answers; the port opens when listen_addresses (now %s) is changed"
                                        .formatted(addresses),
                                limit);
            case CommandResult.Exited(int status, var _, var _)
            when status == 124 ->
                closed(
                        "no answer in %d s".formatted(SECONDS),
                        limit,
                        "a firewall drops the packets, or the address is wrong");
            case CommandResult.Exited(var _, var _, String stderr) ->
                closed("no connection", limit, stderr.lines().findFirst().orElse("bash gave no reason"));
            case CommandResult.TimedOut _, CommandResult.ConnectionLost _ ->
                closed(tried.inShort(), limit, "the standby's host did not get to trying");
        };
    }

    private static Finding closed(String value, String limit, String detail) {
        return Finding.blocking(ProblemType.REPLICATION_CONNECTION_FAILED, value, limit, detail);
    }
}
