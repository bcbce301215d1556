package io.understudy.promotion;

import io.understudy.problem.ProblemType;
import io.understudy.step.Effect;
import io.understudy.step.Node;
import io.understudy.step.Plan;
import io.understudy.step.Side;
import io.understudy.step.Step;
import io.understudy.step.Target;
import io.understudy.step.Undo;
import java.time.Duration;
import java.util.Map;

/// A row that is written on the primary and must be seen on the target at once: the state `streaming`
/// proves nothing for a minute, and an idle primary's lag of 0 nothing at all. Later the same row is read
/// on the new primary.
///
/// The row is a setting of our own on the replication role, so nothing of anybody else's is touched.
final class EnsureSentinel implements Step<EnsureSentinel.Facts, EnsureSentinel.Change> {
    static final String SETTING = "understudy_job.sentinel";
    private static final Duration ARRIVES_WITHIN = Duration.ofSeconds(2);

    private final PromotionSpec spec;

    EnsureSentinel(PromotionSpec spec) {
        this.spec = spec;
    }

    record Facts(boolean onPrimary, boolean onTarget) {}

    record Change(String role) {}

    private record Seen(boolean seen) {}

    @Override
    public String name() {
        return "ensure-sentinel";
    }

    @Override
    public Side side() {
        return Side.PRIMARY;
    }

    @Override
    public Facts observe(Target target) {
        return new Facts(isOn(target.primary(), spec), isOn(target.standby(), spec));
    }

    static boolean isOn(Node node, PromotionSpec spec) {
        return node.psql()
                .rows(Seen.class, """
                        SELECT EXISTS (SELECT FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole
                                        WHERE r.rolname = :'role' AND s.setdatabase = 0
                                          AND :'entry' = ANY (s.setconfig)) AS seen
                        """, Map.of("role", spec.forth().role(), "entry", SETTING + "=" + spec.label()))
                .getFirst()
                .seen();
    }

    @Override
    public Plan<Change> plan(Facts facts) {
        if (!facts.onPrimary()) {
            return new Plan.Needed<>(
                    new Change(spec.forth().role()),
                    "write a row on the primary that must arrive on the target",
                    new Effect(
                            Effect.Kind.ROLE,
                            side(),
                            spec.forth().role(),
                            null,
                            "SET %s = '%s'".formatted(SETTING, spec.label())));
        }
        return facts.onTarget()
                ? new Plan.InPlace<>()
                : new Plan.Awaited<>(
                        "a row that was written on the primary arrives on the target", ProblemType.NOT_STREAMING);
    }

    @Override
    public void apply(Target target, Change change) {
        target.primary()
                .psql()
                .change(
                        "ALTER ROLE :\"role\" SET %s = :'label';".formatted(SETTING),
                        Map.of("role", change.role(), "label", spec.label()));
    }

    static void remove(Node node, String role) {
        node.psql().change("ALTER ROLE :\"role\" RESET %s;".formatted(SETTING), Map.of("role", role));
    }

    @Override
    public Undo undo(Target target, Change change) {
        remove(target.primary(), change.role());
        return new Undo.PutBack("removed the row");
    }

    @Override
    public Class<Change> changeType() {
        return Change.class;
    }

    @Override
    public Duration settlesWithin() {
        return ARRIVES_WITHIN;
    }
}
