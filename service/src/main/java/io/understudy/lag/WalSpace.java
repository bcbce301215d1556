package io.understudy.lag;

import io.understudy.cluster.ClusterNode;
import io.understudy.cluster.ClusterWatch;
import io.understudy.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Room for WAL on a primary's disk, asked for once a minute: it takes a command of its own.
///
/// @param freeBytes null when it is not known
/// @param unknownReason why it is not
/// @param askedAt when it was asked for last
record WalSpace(@Nullable Long freeBytes, String unknownReason, Instant askedAt) {
    static final WalSpace NOT_YET = new WalSpace(null, "It is asked for once a minute.", Instant.EPOCH);

    private static final Duration EVERY = Duration.ofMinutes(1);

    /// The same, or a newer one when it is time.
    WalSpace renewed(ClusterWatch watch, ClusterNode primary, Instant now) {
        if (askedAt.plus(EVERY).isAfter(now)) {
            return this;
        }
        try {
            return new WalSpace(watch.walFreeBytes(primary), "", now);
        } catch (ProblemException why) {
            return new WalSpace(null, why.detail(), now);
        }
    }
}
