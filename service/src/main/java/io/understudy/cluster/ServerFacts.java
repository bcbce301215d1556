package io.understudy.cluster;

import io.understudy.postgres.Lsn;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a running server says of itself and of those who stream from it, all of one moment.
///
/// @param serverVersion as `server_version` has it, for example `15.14 (Debian 15.14-0+deb12u1)`
/// @param timeline on a standby the one that it receives, or the last one it came to
/// @param current where the next WAL goes; null on a standby
/// @param replayPaused null on a primary
/// @param receiver null when there is no walreceiver
/// @param senders those who stream from it
/// @param slots its physical slots
/// @param usage what it has for those who stream from it, and what they use
public record ServerFacts(
        String systemIdentifier,
        String serverVersion,
        boolean inRecovery,
        int timeline,
        @Nullable Lsn current,
        @Nullable Lsn received,
        @Nullable Lsn replayed,
        @Nullable Boolean replayPaused,
        @Nullable Walreceiver receiver,
        List<Walsender> senders,
        List<Slot> slots,
        Usage usage) {
    public ServerFacts {
        senders = List.copyOf(senders);
        slots = List.copyOf(slots);
    }

    /// @param status verbatim, `streaming` when it works
    /// @param slotName null when it uses none
    /// @param applicationName how its walsender is called on the upstream; null when it is not known
    /// @param lastMessageSeconds since its upstream was last heard, by the standby's own clock; null before
    /// the first message
    public record Walreceiver(
            String status,
            @Nullable String slotName,
            @Nullable String applicationName,
            @Nullable Double lastMessageSeconds) {}

    /// @param restart the oldest WAL that the slot keeps; null when it was never used, and when it is lost
    /// @param walStatus verbatim: `reserved`, `extended`, `unreserved` or `lost`; null before 13, and when
    /// it was never used
    /// @param safeBytes WAL that can be written before the slot may be lost; null before 13, when there is
    /// no limit, and when it is lost
    public record Slot(
            String name,
            boolean active,
            @Nullable Lsn restart,
            @Nullable String walStatus,
            @Nullable Long safeBytes) {
        public boolean lost() {
            return "lost".equals(walStatus);
        }
    }

    /// @param slots of all kinds
    /// @param archiving whether WAL is to be archived
    /// @param archiveFailing whether the last attempt to archive a file failed
    public record Usage(
            int walsenders, int maxWalsenders, int slots, int maxSlots, boolean archiving, boolean archiveFailing) {}

    public boolean receiverUp() {
        return receiver != null && receiver.status().equals("streaming");
    }

    public Optional<Slot> slot(String name) {
        return slots.stream().filter(slot -> slot.name().equals(name)).findFirst();
    }

    /// How far a place is behind where the next WAL goes. Both must be from this one server.
    ///
    /// @return bytes, at least 0; null when either is not known
    public @Nullable Long bytesBehind(@Nullable Lsn lsn) {
        // The server reads the two a moment apart, so a busy one may show a standby a little ahead of itself.
        return current == null || lsn == null ? null : Long.valueOf(Math.max(0, current.bytesAheadOf(lsn)));
    }

    /// The release alone, for example `15.14`.
    String release() {
        return serverVersion.split(" ", 2)[0];
    }
}
