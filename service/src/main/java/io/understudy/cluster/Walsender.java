package io.understudy.cluster;

import io.understudy.postgres.Lsn;
import java.net.InetAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One row of `pg_stat_replication` with the slot that its walsender holds. What PostgreSQL gives as NULL is null here.
///
/// @param clientAddress null when it comes through the Unix socket
/// @param state verbatim: `startup`, `catchup`, `streaming`, `backup` or `stopping`
/// @param slotName null when it holds none
/// @param writeLagSeconds null on 9.6, and when nothing was written lately
public record Walsender(
        int pid,
        String applicationName,
        @Nullable String clientAddress,
        String state,
        @Nullable Lsn sent,
        @Nullable Lsn written,
        @Nullable Lsn flushed,
        @Nullable Lsn replayed,
        @Nullable Double writeLagSeconds,
        @Nullable Double flushLagSeconds,
        @Nullable Double replayLagSeconds,
        @Nullable String slotName) {
    public boolean streaming() {
        return state.equals("streaming");
    }

    /// Whether it may come from a host.
    ///
    /// @param addresses of that host
    /// @param primarys whether the primary is on that host too
    boolean comesFrom(Set<InetAddress> addresses, boolean primarys) {
        if (clientAddress == null) {
            return primarys;
        }
        InetAddress from = InetAddress.ofLiteral(clientAddress);
        return addresses.contains(from) || (primarys && from.isLoopbackAddress());
    }

    /// A base backup under way, which is no standby yet.
    boolean copying() {
        return state.equals("backup");
    }
}
