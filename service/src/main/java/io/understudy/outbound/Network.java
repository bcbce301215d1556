package io.understudy.outbound;

import io.understudy.ssh.HostAddress;
import java.math.BigInteger;
import java.net.InetAddress;

/// A range of IP addresses, as in `10.0.0.0/8`. An IPv4 address within IPv6 is the IPv4 address.
record Network(InetAddress first, int prefix) {
    /// @throws IllegalArgumentException for what is neither an address nor a network
    static Network parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        if (!HostAddress.isIpAddress(address)) {
            throw new IllegalArgumentException("'%s' is neither an IP address nor a network".formatted(text));
        }
        InetAddress first = InetAddress.ofLiteral(address);
        int bits = first.getAddress().length * 8;
        int prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
        if (prefix < 0 || prefix > bits) {
            throw new IllegalArgumentException("'%s' is no network".formatted(text));
        }
        return new Network(first, prefix);
    }

    boolean contains(InetAddress address) {
        byte[] one = first.getAddress();
        byte[] other = address.getAddress();
        int rest = one.length * 8 - prefix;
        return one.length == other.length
                && new BigInteger(1, one).shiftRight(rest).equals(new BigInteger(1, other).shiftRight(rest));
    }
}
