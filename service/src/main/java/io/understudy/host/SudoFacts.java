package io.understudy.host;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// What sudo lets the login user do.
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(description = "What sudo lets the login user do of what this service needs.")
public record SudoFacts(
        @Schema(description = "The login user.", examples = "deploy")
        String user,

        @Schema(description = "Whether sudo never asks this user for a password.", examples = "true") @Nullable
        Boolean withoutPassword,

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
}
