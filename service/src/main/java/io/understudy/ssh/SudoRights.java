package io.understudy.ssh;

import java.util.List;

/// What sudo lets a login user run as another user.
///
/// @param withoutPassword whether none of the user's rules wants a password
/// @param allowed those of the programs asked about that may be run, with the password where a rule wants it
public record SudoRights(boolean withoutPassword, List<String> allowed) {
    public SudoRights {
        allowed = List.copyOf(allowed);
    }

    /// @param lines what [Sudo#asking] printed
    static SudoRights of(List<String> lines) {
        return new SudoRights(
                lines.contains(Sudo.WITHOUT_PASSWORD),
                lines.stream()
                        .filter(line -> !line.equals(Sudo.WITHOUT_PASSWORD))
                        .toList());
    }
}
