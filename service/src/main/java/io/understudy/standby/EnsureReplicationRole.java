package io.understudy.standby;

import io.understudy.postgres.PasswordVerifier;
import io.understudy.problem.ProblemType;
import io.understudy.step.Effect;
import io.understudy.step.Plan;
import io.understudy.step.Side;
import io.understudy.step.Step;
import io.understudy.step.Target;
import io.understudy.step.Undo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The role that the standby logs in as. The server gets the password's verifier, never the password, so nothing that
/// the
/// server logs can give it away.
public final class EnsureReplicationRole
        implements Step<Optional<EnsureReplicationRole.Role>, EnsureReplicationRole.Change> {
    private final StandbyLink link;

    public EnsureReplicationRole(StandbyLink link) {
        this.link = link;
    }

    record Role(
            boolean login,
            boolean replication,
            boolean expired,
            @Nullable String verifier) {
        @Override
        public String toString() {
            return "Role[login=%s, replication=%s]".formatted(login, replication);
        }
    }

    record Change(String role) {}

    private record Users(int walsenders) {}

    @Override
    public String name() {
        return "ensure-replication-role";
    }

    @Override
    public Side side() {
        return Side.PRIMARY;
    }

    @Override
    public Optional<Role> observe(Target target) {
        List<Role> found = target.primary().psql().rows(Role.class, """
                SELECT rolcanlogin AS login, rolreplication AS replication, coalesce(rolvaliduntil < now(), false) AS expired,
                       rolpassword AS verifier
                  FROM pg_authid WHERE rolname = :'role'
                """, Map.of("role", link.role()));
        return found.stream().findFirst();
    }

    @Override
    public Plan<Change> plan(Optional<Role> found) {
        if (found.isEmpty()) {
            return new Plan.Needed<>(
                    new Change(link.role()),
                    "create role %s with LOGIN and REPLICATION".formatted(link.role()),
                    new Effect(Effect.Kind.ROLE, side(), link.role(), null, "LOGIN REPLICATION"));
        }
        Role role = found.get();
        boolean ours = role.verifier() != null && PasswordVerifier.fits(link.password(), link.role(), role.verifier());
        if (!ours) {
            return blocked("role %s exists and has a password that is not ours");
        }
        return role.login() && role.replication() && !role.expired()
                ? new Plan.InPlace<>()
                : blocked("role %s may not log in for replication: LOGIN, REPLICATION or VALID UNTIL was changed");
    }

    private Plan<Change> blocked(String why) {
        return new Plan.Blocked<>(ProblemType.REPLICATION_ROLE_IN_USE, why.formatted(link.role()));
    }

    @Override
    public void apply(Target target, Change change) {
        target.primary()
                .psql()
                .change(
                        "CREATE ROLE :\"role\" LOGIN REPLICATION PASSWORD :'verifier';",
                        Map.of(
                                "role", change.role(),
                                "verifier", PasswordVerifier.make(link.password(), change.role(), link.version())));
    }

    @Override
    public Undo undo(Target target, Change change) {
        Users users = target.primary()
                .psql()
                .rows(
                        Users.class,
                        "SELECT count(*) AS walsenders FROM pg_stat_replication WHERE usename = :'role' AND host(client_addr) <> :'own'",
                        Map.of("role", change.role(), "own", link.standbyAddress()))
                .getFirst();
        if (users.walsenders() > 0) {
            return new Undo.Kept("role %s is used by %d other standby".formatted(change.role(), users.walsenders()));
        }
        target.primary().psql().change("DROP ROLE IF EXISTS :\"role\";", Map.of("role", change.role()));
        return new Undo.PutBack("dropped role " + change.role());
    }

    @Override
    public Class<Change> changeType() {
        return Change.class;
    }
}
