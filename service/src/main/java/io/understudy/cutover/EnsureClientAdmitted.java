package io.understudy.cutover;

import io.understudy.postgres.HbaFile;
import io.understudy.postgres.PgVersion;
import io.understudy.problem.ProblemType;
import io.understudy.standby.EnsureHbaEntry;
import io.understudy.standby.EnsureHbaLoaded;
import io.understudy.step.Between;
import io.understudy.step.Check.Finding;
import io.understudy.step.Effect;
import io.understudy.step.Place;
import io.understudy.step.Plan;
import io.understudy.step.Side;
import io.understudy.step.Step;
import io.understudy.step.Target;
import io.understudy.step.Undo;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The server that becomes the primary lets the application in: the line is in its `pg_hba.conf`, and loaded.
record EnsureClientAdmitted(
        HbaEntryStep asked,
        Candidate candidate,
        Step<EnsureHbaEntry.Facts, EnsureHbaEntry.Change> entry,
        Step<EnsureHbaLoaded.Facts, EnsureHbaLoaded.Change> loaded)
        implements CutOverWork<EnsureClientAdmitted.Facts, EnsureClientAdmitted.Change> {
    record Facts(EnsureHbaEntry.Facts entry, EnsureHbaLoaded.Facts loaded) {}

    /// @param entry absent when the line was there and only had to be loaded
    record Change(EnsureHbaEntry.@Nullable Change entry) {}

    /// @param password how the role's password is stored, `md5` or `SCRAM`; empty when it has none
    record Login(boolean database, boolean role, String password) {}

    static EnsureClientAdmitted to(Candidate candidate, HbaEntryStep asked) {
        PgVersion version = candidate.instance().version();
        String address = InetAddress.ofLiteral(asked.address()).getHostAddress();
        String method = asked.trusted() ? "trust" : HbaFile.strictestMethod(version);
        // In quotes `all` and `replication` are names like any others.
        String line =
                HbaFile.line("\"%s\"".formatted(asked.database()), "\"%s\"".formatted(asked.role()), address, method);
        return new EnsureClientAdmitted(
                asked,
                candidate,
                Between.reversed(new EnsureHbaEntry(address, line, version)),
                Between.reversed(new EnsureHbaLoaded(candidate.instance(), line)));
    }

    @Override
    public Side side() {
        return Side.STANDBY;
    }

    @Override
    public Place place(Target target) {
        return target.place(candidate.hostId());
    }

    @Override
    public List<Finding> findings(Target target) {
        Login login = target.standby()
                .psql()
                .rows(Login.class, """
                SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = :'database') AS database,
                       EXISTS (SELECT 1 FROM pg_roles WHERE rolname = :'role' AND rolcanlogin) AS role,
                       coalesce((SELECT CASE WHEN rolpassword LIKE 'md5%' THEN 'md5' ELSE 'SCRAM' END
                                   FROM pg_authid WHERE rolname = :'role' AND rolpassword IS NOT NULL), '') AS password
                """, Map.of("database", asked.database(), "role", asked.role()))
                .getFirst();
        return List.of(finding(login));
    }

    private Finding finding(Login login) {
        String limit = "%s can log in to %s".formatted(asked.role(), asked.database());
        return Stream.of(
                        login.database() ? "" : "there is no database " + asked.database(),
                        login.role() ? "" : "there is no role %s that may log in".formatted(asked.role()),
                        asked.trusted() || !login.password().isEmpty()
                                ? ""
                                : "role %s has no password".formatted(asked.role()),
                        isRefused(login)
                                ? "the password of %s is stored as an md5 hash, which scram-sha-256 refuses: set it anew"
                                        .formatted(asked.role())
                                : "")
                .filter(fault -> !fault.isEmpty())
                .findFirst()
                .map(fault -> Finding.blocking(ProblemType.CUT_OVER_STEP_UNFIT, "it cannot", limit, fault))
                .orElseGet(() -> Finding.ok("it can", limit));
    }

    private boolean isRefused(Login login) {
        return !asked.trusted()
                && login.password().equals("md5")
                && candidate.instance().version().scram();
    }

    @Override
    public Facts observe(Target target) {
        return new Facts(entry.observe(target), loaded.observe(target));
    }

    @Override
    public Plan<Change> plan(Facts facts) {
        return switch (entry.plan(facts.entry())) {
            case Plan.Needed<EnsureHbaEntry.Change>(var change, String summary, var effects) ->
                new Plan.Needed<>(
                        new Change(change),
                        summary,
                        Stream.concat(effects.stream(), effects(loaded.plan(facts.loaded())))
                                .toList());
            case Plan.Blocked<EnsureHbaEntry.Change>(ProblemType why, String detail) -> new Plan.Blocked<>(why, detail);
            case Plan.Awaited<EnsureHbaEntry.Change> awaited ->
                new Plan.Awaited<>(awaited.summary(), awaited.otherwise());
            case Plan.InPlace<EnsureHbaEntry.Change> _ ->
                loaded.plan(facts.loaded()) instanceof Plan.Needed<?>(var _, String summary, var effects)
                        ? new Plan.Needed<>(new Change(null), summary, effects)
                        : new Plan.InPlace<>();
        };
    }

    private static Stream<Effect> effects(Plan<?> plan) {
        return switch (plan) {
            case Plan.Needed<?> needed -> needed.effects().stream();
            case Plan.Awaited<?> awaited -> awaited.effects().stream();
            case Plan.InPlace<?> _, Plan.Blocked<?> _ -> Stream.of();
        };
    }

    @Override
    public void apply(Target target, Change change) {
        if (change.entry() != null && entry.plan(entry.observe(target)) instanceof Plan.Needed<?>) {
            entry.apply(target, change.entry());
        }
        loaded.apply(target, new EnsureHbaLoaded.Change(candidate.instance().hbaFile()));
    }

    @Override
    public Undo undo(Target target, Change change) {
        return change.entry() == null
                ? new Undo.PutBack("the line was there before")
                : entry.undo(target, change.entry());
    }

    @Override
    public Class<Change> changeType() {
        return Change.class;
    }
}
