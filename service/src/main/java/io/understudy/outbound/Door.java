package io.understudy.outbound;

import io.quarkus.runtime.Startup;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.ssh.HostAddress;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Where this service lets itself be sent by a request. Whoever may write a cut-over step shall not reach,
/// with the service's place in the network, what they cannot reach themselves: its own machine, its cloud's
/// metadata, the private networks around it. Nor does a token leave it in clear. The operator of the service
/// names exceptions.
@Startup
@Singleton
class Door {
    /// Not for the public, whatever stands behind them here.
    private static final List<Network> CLOSED = Stream.of(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/3",
                    // Those that carry an IPv4 address inside, or document things.
                    "2001::/23",
                    "2001:db8::/32",
                    "2002::/16",
                    "3fff::/20")
            .map(Network::parse)
            .toList();
    /// All that has been given out of IPv6 so far; loopback, local and mapped addresses lie outside.
    private static final Network GIVEN_OUT = Network.parse("2000::/3");

    private final Set<String> openNames;
    private final List<Network> openNetworks;
    private final Lookup lookup;

    /// How a name becomes addresses.
    @FunctionalInterface
    interface Lookup {
        InetAddress[] of(String name) throws UnknownHostException;
    }

    @Inject
    Door(CallSettings settings) {
        this(settings.allow().orElse(List.of()), InetAddress::getAllByName);
    }

    /// @throws IllegalArgumentException for an exception that is neither a name, an address nor a network
    Door(List<String> allow, Lookup lookup) {
        this.lookup = lookup;
        List<String> open = allow.stream().map(String::strip).toList();
        openNames = open.stream()
                .filter(HostAddress::isName)
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        openNetworks = open.stream()
                .filter(text -> !HostAddress.isName(text))
                .map(Network::parse)
                .toList();
    }

    /// The address to connect to: looked up once, checked, and then used as it is, so that a name cannot
    /// lead elsewhere between the two.
    ///
    /// @throws ProblemException `ADDRESS_NOT_ALLOWED`, or `HTTP_CALL_FAILED` when the name has no address
    InetAddress through(URI url) {
        String host = CallUrl.host(url);
        InetAddress[] addresses;
        try {
            addresses = lookup.of(host);
        } catch (UnknownHostException unknown) {
            throw new ProblemException(ProblemType.HTTP_CALL_FAILED, host + " has no address", unknown);
        }
        if (!openNames.contains(host.toLowerCase(Locale.ROOT))) {
            for (InetAddress address : addresses) {
                refuseUnlessOpen(url, address);
            }
        }
        return addresses[0];
    }

    private void refuseUnlessOpen(URI url, InetAddress address) {
        if (openNetworks.stream().anyMatch(network -> network.contains(address))) {
            return;
        }
        String fault = isPublic(address) ? "is called without TLS" : "leads to an address that is not public";
        if (!isPublic(address) || !CallUrl.isSecure(url)) {
            throw new ProblemException(
                    ProblemType.ADDRESS_NOT_ALLOWED,
                    "%s %s, and the operator of the service has not allowed it".formatted(CallUrl.host(url), fault));
        }
    }

    private static boolean isPublic(InetAddress address) {
        return CLOSED.stream().noneMatch(network -> network.contains(address))
                && (address.getAddress().length == 4 || GIVEN_OUT.contains(address));
    }
}
