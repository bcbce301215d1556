package io.understudy.outbound;

import io.understudy.ssh.HostAddress;
import java.net.URI;
import java.net.URISyntaxException;

/// The address of an HTTP call in its plain form: everything that programs read in different ways is
/// refused.
public final class CallUrl {
    private CallUrl() {}

    /// @throws IllegalArgumentException that says what is wrong, for the caller to see
    public static URI parse(String text) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException notOne) {
            throw new IllegalArgumentException("is no URL", notOne);
        }
        require(
                "http".equals(url.getScheme()) || "https".equals(url.getScheme()),
                "must begin with http:// or https://");
        require(
                url.getHost() != null && HostAddress.isValid(host(url)),
                "must name a host by its DNS name or IP address");
        require(url.getRawUserInfo() == null, "must not hold a user or password");
        require(url.getRawFragment() == null, "must not hold a fragment");
        require(
                url.getPort() == -1 || (url.getPort() > 0 && url.getPort() < 65_536),
                "must have a port from 1 to 65535");
        return url;
    }

    private static void require(boolean held, String rule) {
        if (!held) {
            throw new IllegalArgumentException(rule);
        }
    }

    /// Without the brackets of an IPv6 address.
    static String host(URI url) {
        String host = url.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    static int port(URI url) {
        if (url.getPort() != -1) {
            return url.getPort();
        }
        return isSecure(url) ? 443 : 80;
    }

    static boolean isSecure(URI url) {
        return url.getScheme().equals("https");
    }

    /// Path and query.
    static String target(URI url) {
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
    }
}
