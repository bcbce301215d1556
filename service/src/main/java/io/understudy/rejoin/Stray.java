package io.understudy.rejoin;

import io.understudy.postgres.Lsn;
import io.understudy.postgres.PgControl;
import io.understudy.postgres.PgVersion;
import io.understudy.postgres.WalEnd;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.standby.EnsureFenced;
import io.understudy.standby.StandbyLink;
import io.understudy.step.Node;
import java.util.Optional;

/// What is left of a node that has lost its cluster.
///
/// @param standby whether a start would make a standby of it
/// @param runs whether a server runs on its data
/// @param control what its control file says; behind the present while it runs
/// @param timeline that it is on
/// @param end its last place: up to where it has WAL while it runs, where its last record begins once it
/// is stopped; empty when that cannot be read
record Stray(boolean standby, boolean runs, PgControl control, int timeline, Optional<Lsn> end) {
    private record Place(int timeline, Lsn lsn) {}

    static Stray of(Node node, StandbyLink link) {
        String data = link.standby().dataDirectory();
        boolean standby =
                node.files().exists(data + (link.version().recoveryConf() ? "/recovery.conf" : "/standby.signal"));
        boolean runs = EnsureFenced.runs(node, link.standby());
        PgControl control = PgControl.read(node.ssh(), link.standby());
        Optional<Place> place = runs ? place(node, link.version()) : Optional.empty();
        return new Stray(
                standby,
                runs,
                control,
                place.map(Place::timeline).orElse(control.timeline()),
                runs
                        ? place.map(Place::lsn)
                        : WalEnd.of(node.ssh(), link.standby()).map(WalEnd::lastRecord));
    }

    private static Optional<Place> place(Node node, PgVersion version) {
        try {
            return Optional.of(node.psql().row(Place.class, """
                    SELECT CASE WHEN pg_is_in_recovery()
                                THEN %s
                                ELSE ('x' || substr(%s, 1, 8))::bit(32)::int END AS timeline,
                           CASE WHEN pg_is_in_recovery() THEN greatest(%s, %s) ELSE %s END AS lsn
                    """.formatted(
                            version.standbyTimeline(),
                            version.walFileName(version.currentLsn()),
                            version.receivedLsn(),
                            version.replayedLsn(),
                            version.currentLsn())));
        } catch (ProblemException silent) {
            if (silent.type() != ProblemType.POSTGRES_UNAVAILABLE) {
                throw silent;
            }
            return Optional.empty();
        }
    }
}
