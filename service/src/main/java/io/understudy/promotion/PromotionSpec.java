package io.understudy.promotion;

import io.understudy.cutover.CutOver;
import io.understudy.cutover.CutOverStep;
import io.understudy.lag.SeenEnds.SeenEnd;
import io.understudy.postgres.PgVersion;
import io.understudy.standby.StandbyLink;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A request with all its defaults filled in: what the steps are made from.
///
/// @param label names this promotion in what it writes: the plan's id, or the job's
/// @param forth the target as the standby of the old primary, as it is when the job begins
/// @param back the old primary as the standby of the target, as it is to be
/// @param siblings the other standbys, each as it is to follow the target
/// @param leftOut names of the hosts of standbys that could not be reached when the request came
/// @param rejoin whether the old primary becomes a standby, or stays stopped
/// @param risk of a failover; what a switchover does not run
/// @param cutOver what is done to the application
/// @param leftOutSteps cut-over steps of a failover whose hosts could not be reached when the request came
record PromotionSpec(
        String label,
        StandbyLink forth,
        StandbyLink back,
        List<Sibling> siblings,
        List<String> leftOut,
        long maxLagBytes,
        Duration stopsWithin,
        Duration catchesUpWithin,
        boolean rejoin,
        Risk risk,
        CutOver cutOver,
        List<CutOverStep> leftOutSteps) {
    PromotionSpec {
        siblings = List.copyOf(siblings);
        leftOut = List.copyOf(leftOut);
        leftOutSteps = List.copyOf(leftOutSteps);
    }

    /// What a failover may be up against, and what its request accepts.
    ///
    /// @param primaryReachable whether the old primary's host answered when the request came; it is stopped then
    /// @param maxLossBytes of WAL that are known to be missing
    /// @param seenEnd where the old primary's WAL was last seen to end; empty when nobody has ever looked
    record Risk(
            boolean primaryReachable,
            boolean acceptSplitBrain,
            boolean acceptDataLoss,
            long maxLossBytes,
            Optional<SeenEnd> seenEnd) {}

    record Sibling(String host, StandbyLink link) {}

    /// The slots on the old primary of those who follow the new one.
    List<String> oldSlots() {
        return Stream.concat(
                        forth.slot().stream(), siblings.stream().flatMap(sibling -> sibling.link().slot().stream()))
                .toList();
    }

    PgVersion version() {
        return forth.version();
    }
}
