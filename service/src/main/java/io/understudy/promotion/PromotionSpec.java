package io.understudy.promotion;

import io.understudy.postgres.PgVersion;
import io.understudy.standby.StandbyLink;
import java.time.Duration;
import java.util.List;

/// A request with all its defaults filled in: what the steps are made from.
///
/// @param label names this promotion in what it writes: the plan's id, or the job's
/// @param forth the target as the standby of the old primary, as it is when the job begins
/// @param back the old primary as the standby of the target, as it is to be
/// @param siblings the other standbys, each as it is to follow the target
/// @param rejoin whether the old primary becomes a standby, or stays stopped
record PromotionSpec(
        String label,
        StandbyLink forth,
        StandbyLink back,
        List<Sibling> siblings,
        long maxLagBytes,
        Duration stopsWithin,
        Duration catchesUpWithin,
        boolean rejoin) {
    PromotionSpec {
        siblings = List.copyOf(siblings);
    }

    record Sibling(String host, StandbyLink link) {}

    PgVersion version() {
        return forth.version();
    }
}
