package io.understudy.ssh;

import io.understudy.secret.Secret;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Everything needed to open a session. Two equal logins share one connection.
///
/// @param hostId the host's id in the store
/// @param hostName the host's name for people
/// @param address see [HostAddress]
/// @param port 1 to 65535
/// @param user the login user, see [#isUser]
/// @param sudoPassword null where sudo asks for none
/// @param trusted the keys of which the host must show one; empty when none is trusted yet
public record SshLogin(
        String hostId,
        String hostName,
        String address,
        int port,
        String user,
        SshAuthentication authentication,
        @Nullable Secret sudoPassword,
        List<HostKey> trusted) {
    private static final Pattern USER = Pattern.compile("[a-z_][a-z0-9_-]{0,31}");

    public SshLogin {
        trusted = List.copyOf(trusted);
        if (!HostAddress.isValid(address)) {
            throw new IllegalArgumentException("not a DNS name or IP address: " + address);
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("not a TCP port: " + port);
        }
        if (!isUser(user)) {
            throw new IllegalArgumentException("not a user name: " + user);
        }
        if (sudoPassword != null && sudoPassword.value().matches("(?s).*[\\n\\r\\x00].*")) {
            throw new IllegalArgumentException("a sudo password is one line");
        }
    }

    /// Whether a text is a user name: 1 to 32 of a-z, 0-9, `_` and `-`, and no digit or `-` first.
    public static boolean isUser(String text) {
        return USER.matcher(text).matches();
    }
}
