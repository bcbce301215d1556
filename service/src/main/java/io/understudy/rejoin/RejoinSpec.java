package io.understudy.rejoin;

import io.understudy.setup.SetupSpec;
import io.understudy.standby.StandbyLink;
import java.util.List;

/// A request with all its defaults filled in: what the steps are made from.
///
/// @param label names this rejoin in what it leaves on a host
/// @param link the node as the standby of today's primary
/// @param copy how a new copy would be made
/// @param slots on the node, of those who followed it when it was the primary
record RejoinSpec(
        String label,
        StandbyLink link,
        SetupSpec copy,
        List<String> slots,
        boolean discardDivergent,
        boolean copyAgain) {
    RejoinSpec {
        slots = List.copyOf(slots);
    }

    /// The folder beside the data directory in which the WAL is kept that the primary never got.
    String keptWal() {
        return "%s.%s-wal".formatted(link.standby().dataDirectory(), label);
    }
}
