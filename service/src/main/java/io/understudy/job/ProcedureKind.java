package io.understudy.job;

import io.understudy.step.Pulse;
import io.understudy.step.Target;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A feature's way to turn a stored request into steps. Asked again after every takeover and for an undo: the answer
/// depends on
/// the order alone.
public interface ProcedureKind {
    JobType type();

    /// Called before anything else, each time the job begins or is taken over. A kind whose jobs can wait for their
    /// time decides here who takes part, as it is then.
    ///
    /// @return the order that is stored and carried out instead; the same one when there is nothing to decide
    default JobOrder beginning(JobOrder order) {
        return order;
    }

    Procedure procedure(JobOrder order);

    /// The two nodes, not yet connected: a host that is gone must not keep the other from being put back.
    /// Whoever asks for them closes them.
    ///
    /// @param fence asked before each write for the number to show to the host
    Target target(JobOrder order, LongSupplier fence, Pulse pulse);

    /// The plan that the caller wants carried out and no other, if any.
    @Nullable
    String planId(JobOrder order);

    /// Called once every step is in place, or once it is clear which of those behind the point of no return are not;
    /// repeatable.
    JobResult finished(JobOrder order, Evidence evidence);

    /// Called once the job's changes are taken back; repeatable.
    void undone(JobOrder order);
}
