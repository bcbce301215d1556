package io.understudy.promotion;

import io.understudy.postgres.HbaRules;
import io.understudy.postgres.HbaRules.Client;
import io.understudy.postgres.HbaRules.Verdict;
import io.understudy.postgres.HostFiles.HostFile;
import io.understudy.problem.ProblemType;
import io.understudy.step.Node;
import io.understudy.step.PreflightCheck;
import io.understudy.step.Side;
import io.understudy.step.Target;
import java.net.InetAddress;
import java.util.List;

/// Whoever is connected to the primary now is let in by the target's `pg_hba.conf` too. A client on the primary's own
/// host comes from that host's address then.
final class CheckClients implements PreflightCheck {
    private final PromotionSpec spec;

    CheckClients(PromotionSpec spec) {
        this.spec = spec;
    }

    record Session(String database, String user, String address, boolean ssl) {
        Client client(String own) {
            InetAddress seen = InetAddress.ofLiteral(address);
            return new Client(database, user, seen.isLoopbackAddress() ? InetAddress.ofLiteral(own) : seen, ssl);
        }
    }

    private record Path(String path) {}

    @Override
    public String name() {
        return "check-clients";
    }

    @Override
    public Side side() {
        return Side.STANDBY;
    }

    @Override
    public List<Finding> findings(Target target) {
        List<Session> sessions = target.primary().psql().rows(Session.class, """
                SELECT DISTINCT datname AS database, usename AS user, host(client_addr) AS address,
                       coalesce(ssl, false) AS ssl
                  FROM pg_stat_activity LEFT JOIN pg_stat_ssl USING (pid)
                 WHERE client_addr IS NOT NULL AND datname IS NOT NULL
                 ORDER BY 1, 2, 3
                """);
        Node standby = target.standby();
        String path = standby.psql()
                .row(Path.class, "SELECT current_setting('hba_file') AS path")
                .path();
        String text = standby.files().read(path).map(HostFile::text).orElse("");
        return List.of(finding(HbaRules.parse(text), sessions, spec.forth().primaryAddress()));
    }

    static Finding finding(HbaRules rules, List<Session> sessions, String own) {
        String limit = "every client of the primary";
        List<String> rejected = sessions.stream()
                .filter(session -> rules.on(session.client(own)) == Verdict.REJECTED)
                .map(session -> "%s in %s from %s".formatted(session.user(), session.database(), session.address()))
                .toList();
        return rejected.isEmpty()
                ? Finding.ok("%d kinds of clients, none of them rejected".formatted(sessions.size()), limit)
                : Finding.warning(
                        ProblemType.CLIENTS_REJECTED,
                        "rejects " + String.join(", ", rejected),
                        limit,
                        "the target's pg_hba.conf does not let them in");
    }
}
