package io.understudy.step;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One change that can be repeated: looking at the host always comes before touching it.
///
/// @param <F> what was seen; a record made for this step alone
/// @param <C> what has to be done; a record without secrets, kept as JSON with the job so that it can be
/// taken back later
public interface Step<F, C> {
    /// Stable, unique in its procedure, in the form `ensure-what-will-be-true`.
    String name();

    /// The host that the step writes to; absent when it is neither the primary's nor the standby's.
    @Nullable
    Side side();

    default Place place(Target target) {
        return target.on(Objects.requireNonNull(side(), name()));
    }

    /// Reads, never writes. Must answer in every state of the host, also before the earlier steps have run.
    F observe(Target target);

    /// Decides, without clock, host or store.
    Plan<C> plan(F facts);

    /// What [#plan] will say when the step's turn comes, where the steps before it change what it has seen.
    default Plan<C> foreseen(F facts) {
        return plan(facts);
    }

    /// One write. May be cut at any moment; whoever comes next observes again.
    void apply(Target target, C change);

    /// Puts back what [#apply] did, wholly or partly done. Repeatable: what is already put back is left
    /// alone.
    Undo undo(Target target, C change);

    Class<C> changeType();

    /// How long after the write it may take until looking again finds nothing left to do.
    default Duration settlesWithin() {
        return Duration.ofSeconds(30);
    }

    /// How long a host that is gone is waited for in this step; less than usual where somebody waits for the job.
    default Duration hostPatience(Duration usual) {
        return usual;
    }

    /// A step behind its procedure's point of no return: it is never taken back.
    interface Onward<F, C> extends Step<F, C> {
        @Override
        default Undo undo(Target target, C change) {
            throw new IllegalStateException(name() + " is behind the point of no return");
        }
    }

    /// Something that must become true by itself, like streaming: observed until it is, never written.
    interface Condition<F> extends Step<F, Void> {
        @Override
        default void apply(Target target, Void change) {
            throw new IllegalStateException(name() + " writes nothing");
        }

        @Override
        default Undo undo(Target target, Void change) {
            throw new IllegalStateException(name() + " writes nothing");
        }

        @Override
        default Class<Void> changeType() {
            return Void.class;
        }
    }
}
