package io.understudy.promotion;

import io.understudy.lag.SeenEnds.SeenEnd;
import io.understudy.postgres.Instance;
import io.understudy.postgres.WalEnd;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.standby.EnsureFenced;
import io.understudy.step.Node;
import io.understudy.step.Target;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is lost when the target is promoted as it is now: the WAL that somebody is known to have and the
/// target has not, and whether that is all there can be.
///
/// @param target how far it has come
/// @param knownBytes of WAL that are known to be missing, at least; 0 when none are
/// @param where who has them, or had: the end of a sentence
/// @param complete whether the end of the old primary's WAL is known, so that there is nothing else
/// @param behind a standby that can be reached and is on a later timeline than the target; empty when
/// none is
record MissingWal(Reached target, long knownBytes, String where, boolean complete, Optional<String> behind) {
    /// The least that a record takes.
    private static final int RECORD_BYTES = 24;

    private record Has(String who, long bytes) {}

    static MissingWal look(Target target, PromotionSpec spec) {
        Reached own = Reached.of(target.standby(), spec.version());
        if (own.promoted()) {
            return new MissingWal(own, 0, "nobody", false, Optional.empty());
        }
        List<Has> missing = new ArrayList<>();
        Optional<String> behind = Optional.empty();
        for (Node sibling : target.siblings()) {
            Optional<Reached> other = reached(sibling, spec);
            if (other.filter(reached -> reached.timeline() > own.timeline()).isPresent()) {
                behind = Optional.of("%s is on timeline %d, the target on %d"
                        .formatted(sibling.host(), other.get().timeline(), own.timeline()));
            }
            other.ifPresent(reached ->
                    missing.add(new Has(sibling.host() + " has", reached.place().bytesAheadOf(own.place()))));
        }
        Optional<WalEnd> end = spec.risk().primaryReachable() ? end(target.primary(), spec) : Optional.empty();
        end.filter(found -> own.place().compareTo(found.lastRecord()) <= 0)
                .ifPresent(found -> missing.add(new Has(
                        target.primary().host() + " has",
                        found.lastRecord().bytesAheadOf(own.place()) + RECORD_BYTES)));
        if (end.isEmpty()) {
            spec.risk().seenEnd().ifPresent(seen -> missing.add(seen(seen, own)));
        }
        Has most = missing.stream()
                .filter(has -> has.bytes() > 0)
                .reduce((one, other) -> one.bytes() >= other.bytes() ? one : other)
                .orElse(new Has("nobody", 0));
        return new MissingWal(own, most.bytes(), most.who(), end.isPresent(), behind);
    }

    /// What the old primary had when it was last looked at; it may have written more since.
    private static Has seen(SeenEnd seen, Reached own) {
        return new Has(
                "the old primary had at " + seen.at().truncatedTo(ChronoUnit.SECONDS),
                seen.lsn().bytesAheadOf(own.place()));
    }

    /// A standby whose server is down has nothing to say; its host is looked after later.
    private static Optional<Reached> reached(Node sibling, PromotionSpec spec) {
        try {
            return Optional.of(Reached.of(sibling, spec.version()));
        } catch (ProblemException down) {
            if (down.type() != ProblemType.POSTGRES_UNAVAILABLE) {
                throw down;
            }
            return Optional.empty();
        }
    }

    /// While it runs it writes on.
    private static Optional<WalEnd> end(Node primary, PromotionSpec spec) {
        Instance instance = spec.forth().primary();
        return EnsureFenced.runs(primary, instance) ? Optional.empty() : WalEnd.of(primary.ssh(), instance);
    }

    /// Nothing at all, for certain.
    boolean none() {
        return complete && knownBytes == 0;
    }

    /// Why it is more than the request accepts; empty when it is not.
    Optional<String> refusal(PromotionSpec.Risk risk) {
        if (none()) {
            return Optional.empty();
        }
        if (!risk.acceptDataLoss()) {
            return Optional.of("the request does not accept a loss (acceptDataLoss)");
        }
        return knownBytes > risk.maxLossBytes()
                ? Optional.of(
                        "the request accepts at most %d known bytes (maxLossBytes)".formatted(risk.maxLossBytes()))
                : Optional.empty();
    }

    String said() {
        String known = knownBytes == 0
                ? "none are known to be missing"
                : "at least %d bytes of WAL are missing that %s".formatted(knownBytes, where);
        String newest = target.newestCommitAt() == null ? "" : "; its newest commit is of " + target.newestCommitAt();
        return "the target has WAL up to %s, %s, %s%s"
                .formatted(
                        target.place(),
                        known,
                        complete ? "and the old primary has no more" : "and what else the old primary had is unknown",
                        newest);
    }
}
