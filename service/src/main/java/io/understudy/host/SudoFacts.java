package io.understudy.host;

import io.understudy.ssh.SudoPassword;
import io.understudy.ssh.SudoRights;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// What sudo lets the login user do.
@Schema(description = "What sudo lets the login user do of what this service needs.")
public record SudoFacts(
        @Schema(description = "The login user.", examples = "deploy")
        String user,

        @Schema(description = "Whether sudo asks for a password, and what came of that.", examples = "NOT_NEEDED")
        SudoPassword password,

        @Schema(
                description = "Programs that may be run, with the user to run them as.",
                examples = "[\"root: find\", \"root: systemctl\"]")
        List<String> allowed,

        @Schema(
                description = "Programs that are needed and may not be run.",
                examples = "[\"postgres: /usr/lib/postgresql/15/bin/psql\"]")
        List<String> refused) {
    public SudoFacts {
        allowed = List.copyOf(allowed);
        refused = List.copyOf(refused);
    }

    /// What sudo said about programs to be run as one user.
    static SudoFacts of(String loginUser, String user, List<String> programs, SudoRights rights) {
        Map<Boolean, List<String>> parts = programs.stream()
                .collect(Collectors.partitioningBy(
                        rights.allowed()::contains,
                        Collectors.mapping(name -> user + ": " + name, Collectors.toList())));
        return new SudoFacts(
                loginUser,
                rights.password(),
                parts.getOrDefault(true, List.of()),
                parts.getOrDefault(false, List.of()));
    }

    /// These and others of the same login user.
    SudoFacts and(SudoFacts more) {
        return new SudoFacts(
                user,
                password,
                Stream.concat(allowed.stream(), more.allowed.stream()).toList(),
                Stream.concat(refused.stream(), more.refused.stream()).toList());
    }
}
