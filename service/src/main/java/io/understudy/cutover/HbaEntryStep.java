package io.understudy.cutover;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.net.InetAddress;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        description =
                "HBA_ENTRY: an entry in pg_hba.conf of the new primary lets the application's host in, with the strictest method that the version has. It has worked when the server has loaded it.")
public record HbaEntryStep(
        @Schema(
                description = "Label, unique in the list: a lower-case letter, then up to 39 of a-z, 0-9 and -.",
                examples = "let-puma-in")
        @NotNull
        @Pattern(regexp = NAME, message = NAME_RULE)
        String name,

        @Schema(description = "When it is done.", examples = "BEFORE") @NotNull
        CutOverPhase phase,

        @Schema(description = "How long it may take, in seconds; longer, and it has failed.", examples = "30")
        @NotNull
        @Min(1)
        @Max(3600)
        Integer timeoutSeconds,

        @Schema(description = "IP address of the one host that is let in.", examples = "10.0.0.20") @NotNull
        String address,

        @Schema(description = "The database; exactly this one, also where it is called `all`.", examples = "shop")
        @NotNull
        @Pattern(regexp = WORD, message = WORD_RULE)
        String database,

        @Schema(description = "The role that the application logs in as.", examples = "shop")
        @NotNull
        @Pattern(regexp = WORD, message = WORD_RULE)
        String role,

        @Schema(description = "Let it in without a password: `trust`. Default: false.", examples = "false") @Nullable
        Boolean trust)
        implements CutOverStep {
    private static final String WORD = "[A-Za-z0-9_][A-Za-z0-9_.$-]{0,62}";
    private static final String WORD_RULE = "must be up to 63 letters, digits and _ . $ -";

    public HbaEntryStep {
        if (address != null && !isLiteral(address)) {
            throw new IllegalArgumentException("address must be an IP address");
        }
    }

    private static boolean isLiteral(String text) {
        try {
            // A zone says something only on the host that it was written for.
            return !text.contains("%") && !InetAddress.ofLiteral(text).isAnyLocalAddress();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    boolean trusted() {
        return Boolean.TRUE.equals(trust);
    }

    @Override
    public String inWords() {
        return "let %s in to %s from %s%s".formatted(role, database, address, trusted() ? " without a password" : "");
    }
}
