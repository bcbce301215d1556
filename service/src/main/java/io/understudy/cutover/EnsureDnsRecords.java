package io.understudy.cutover;

import io.understudy.outbound.NameServer;
import io.understudy.outbound.RecordSet;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.secret.Secret;
import io.understudy.step.Check.Finding;
import io.understudy.step.Effect;
import io.understudy.step.Elsewhere;
import io.understudy.step.Place;
import io.understudy.step.Plan;
import io.understudy.step.Target;
import io.understudy.step.Undo;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/// A name's records on the zone's authoritative server are those that were asked for.
///
/// @param secret asked each time, and never kept
record EnsureDnsRecords(DnsUpdateStep asked, Supplier<Secret> secret)
        implements CutOverWork<RecordSet, EnsureDnsRecords.Change> {
    private static final Duration TRY_AGAIN_AFTER = Duration.ofMillis(500);

    record Change(RecordSet before, RecordSet after) {}

    @Override
    public Place place(Target target) {
        return new Elsewhere(asked.server());
    }

    @Override
    public List<Finding> findings(Target target) {
        RecordSet found = observe(target);
        server().touch(asked.entry(), found);
        return List.of(
                Finding.ok("%s is %s".formatted(asked.entry(), found), "the zone's server takes updates with the key"));
    }

    /// A lost answer is asked for once more.
    @Override
    public RecordSet observe(Target target) {
        try {
            return server().read(asked.entry());
        } catch (ProblemException lost) {
            if (lost.type() != ProblemType.NAME_SERVER_UNREACHABLE) {
                throw lost;
            }
            return server().read(asked.entry());
        }
    }

    private NameServer server() {
        return asked.server(secret.get());
    }

    @Override
    public Plan<Change> plan(RecordSet found) {
        RecordSet wanted = asked.wanted(found);
        return found.equals(wanted)
                ? new Plan.InPlace<>()
                : new Plan.Needed<>(
                        new Change(found, wanted),
                        "%s, which is %s".formatted(asked.inWords(), found),
                        new Effect(
                                Effect.Kind.DNS_RECORD,
                                side(),
                                asked.entry().toString(),
                                found.values().isEmpty() ? null : found.toString(),
                                wanted.toString()));
    }

    @Override
    public void apply(Target target, Change change) {
        if (!turned(target, change.before(), change.after())) {
            throw new ProblemException(
                    ProblemType.DNS_RECORD_CHANGED, "%s is not %s any more".formatted(asked.entry(), change.before()));
        }
    }

    @Override
    public Undo undo(Target target, Change change) {
        return turned(target, change.after(), change.before())
                ? new Undo.PutBack("%s is %s".formatted(asked.entry(), change.before()))
                : new Undo.Kept("somebody else changed %s since".formatted(asked.entry()));
    }

    /// Goes on through a server that is silent for a while: whether an update whose answer was lost was
    /// made, the next look tells.
    ///
    /// @return false when the records are neither what they were nor what they are to be
    private boolean turned(Target target, RecordSet from, RecordSet to) {
        long givesUp = System.nanoTime() + limit().toNanos();
        while (true) {
            try {
                RecordSet found = observe(target);
                if (found.equals(to) || !found.equals(from)) {
                    return found.equals(to);
                }
                server().replace(asked.entry(), from, to);
                return true;
            } catch (ProblemException silent) {
                if (silent.type() != ProblemType.NAME_SERVER_UNREACHABLE || System.nanoTime() > givesUp) {
                    throw silent;
                }
            }
            target.pulse().pause(TRY_AGAIN_AFTER);
        }
    }

    @Override
    public Class<Change> changeType() {
        return Change.class;
    }
}
