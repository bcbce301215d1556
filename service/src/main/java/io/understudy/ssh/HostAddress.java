package io.understudy.ssh;

import java.net.Inet6Address;
import java.util.regex.Pattern;

/// What may stand as the address of a host: a DNS name, or an IP address in its usual form. Short and numeric
/// forms that resolvers also take (`127.1`, `2130706433`) are refused, and so is whatever a program could take
/// for an option.
public final class HostAddress {
    private static final Pattern DNS_NAME = Pattern.compile(
            "(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*");
    private static final Pattern LAST_LABEL_HAS_LETTER = Pattern.compile("(.*\\.)?[A-Za-z0-9-]*[A-Za-z][A-Za-z0-9-]*");
    private static final Pattern LOOKS_HEXADECIMAL = Pattern.compile("(.*\\.)?0[xX][0-9a-fA-F]*");
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]{2,45}");

    private HostAddress() {}

    public static boolean isValid(String text) {
        return isName(text) || isIpAddress(text);
    }

    public static boolean isIpAddress(String text) {
        return IPV4.matcher(text).matches() || isIpv6(text);
    }

    public static boolean isName(String text) {
        return DNS_NAME.matcher(text).matches()
                && LAST_LABEL_HAS_LETTER.matcher(text).matches()
                && !LOOKS_HEXADECIMAL.matcher(text).matches();
    }

    private static boolean isIpv6(String text) {
        if (!IPV6.matcher(text).matches() || text.indexOf(':') < 0) {
            return false;
        }
        try {
            Inet6Address.ofLiteral(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
