package io.understudy.promotion;

import io.understudy.postgres.Lsn;
import io.understudy.postgres.PgControl;
import io.understudy.step.Target;
import org.jspecify.annotations.Nullable;

/// Where the two are while nobody takes writes.
///
/// @param control of the old primary; absent once the target is promoted: its host may be gone by then
/// @param promoted whether the target is a primary by now
/// @param received up to where the target has WAL; absent when it has received none since its start
/// @param replayed up to where it has replayed
record Window(
        @Nullable PgControl control,
        boolean promoted,
        @Nullable Lsn received,
        @Nullable Lsn replayed) {
    private record Position(
            boolean promoted,
            @Nullable Lsn received,
            @Nullable Lsn replayed) {}

    static Window look(Target target, PromotionSpec spec) {
        Position position = target.standby().psql().row(Position.class, """
                SELECT NOT pg_is_in_recovery() AS promoted, %s AS received, %s AS replayed
                """.formatted(
                        spec.version().receivedLsn(), spec.version().replayedLsn()));
        return new Window(
                position.promoted()
                        ? null
                        : PgControl.read(target.primary().ssh(), spec.forth().primary()),
                position.promoted(),
                position.received(),
                position.replayed());
    }

    /// The shutdown checkpoint is the last record of the old primary, and what is replayed ends where a
    /// record ends: whoever has replayed beyond its beginning has replayed all there is. Its beginning
    /// alone proves nothing: with an archive the record opens a new segment, where the switch to it ends.
    boolean caughtUp() {
        return control != null
                && control.shutDown()
                && replayed != null
                && replayed.compareTo(control.checkpoint()) > 0;
    }

    String said() {
        return control != null && control.shutDown()
                ? "the target replays the shutdown checkpoint at %s, it is at %s"
                        .formatted(control.checkpoint(), replayed)
                : "the old primary is stopped";
    }
}
