package io.understudy.cluster;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Set;

/// The IP addresses behind the address that a host was registered with.
final class HostAddresses {
    private HostAddresses() {}

    /// Blocks while a name is looked up.
    ///
    /// @return empty when the name has none now
    static Set<InetAddress> of(String address) {
        try {
            return Set.of(InetAddress.getAllByName(address));
        } catch (UnknownHostException none) {
            return Set.of();
        }
    }
}
