package io.understudy.cluster;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// Somebody who streams from the primary and is no node of the cluster.
@Schema(description = """
                Somebody who streams from the primary and is no node of the cluster: a standby on a host that is not \
                registered, a logical subscriber, pg_receivewal, or a base backup under way.""")
public record UnmanagedStandby(
        @Schema(
                description = "The IP address it comes from; absent when it comes through the Unix socket.",
                examples = "10.0.0.9")
        @Nullable
        String address,

        @Schema(description = "The name it gives itself.", examples = "walreceiver")
        String applicationName,

        @Schema(
                description = "State of its walsender, verbatim from pg_stat_replication.",
                examples = "streaming",
                enumeration = {"startup", "catchup", "streaming", "backup", "stopping"})
        String state,

        @Schema(description = "The slot it holds; absent when it holds none.", examples = "analytics") @Nullable
        String slot,

        @Schema(
                description = "Why it is no node of the cluster.",
                examples = "No node of the cluster is on a host with this address.")
        String reason) {
    static UnmanagedStandby of(Walsender sender) {
        String reason = sender.copying()
                ? "It copies the database and is no standby yet."
                : "No node of the cluster could be matched with it by slot, or by address and name.";
        return new UnmanagedStandby(
                sender.clientAddress(), sender.applicationName(), sender.state(), sender.slotName(), reason);
    }

    UnmanagedStandby because(String better) {
        return new UnmanagedStandby(address, applicationName, state, slot, better);
    }
}
