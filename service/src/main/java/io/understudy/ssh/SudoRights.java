package io.understudy.ssh;

import java.util.List;

/// What sudo lets a login user run as another user.
///
/// @param password whether a rule of the user wants one, and whether it is good
/// @param allowed those of the programs asked about that may be run, with the password where a rule wants it
public record SudoRights(SudoPassword password, List<String> allowed) {
    public SudoRights {
        allowed = List.copyOf(allowed);
    }

    /// @param lines what [Sudo#asking] printed: how it is about the password, then the programs
    static SudoRights of(List<String> lines) {
        return new SudoRights(SudoPassword.valueOf(lines.getFirst()), lines.subList(1, lines.size()));
    }
}
