package io.understudy.cutover;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        description =
                "SSH_COMMAND: a program is run, without a shell. Never put a secret in its words: every user of the host can read them. Without verify nobody can know whether it has run when the service dies meanwhile, so it may run a second time.")
public record SshCommandStep(
        @Schema(
                description = "Label, unique in the list: a lower-case letter, then up to 39 of a-z, 0-9 and -.",
                examples = "drain")
        @NotNull
        @Pattern(regexp = NAME, message = NAME_RULE)
        String name,

        @Schema(description = "When it is done.", examples = "BEFORE") @NotNull
        CutOverPhase phase,

        @Schema(
                description = "How long it may take, in seconds; longer, and it has failed. A BEFORE step: 45 at most.",
                examples = "30")
        @NotNull
        @Min(1)
        @Max(3600)
        Integer timeoutSeconds,

        @Schema(description = "Id of the host that it works on.", examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d")
        @NotNull
        String hostId,

        @Schema(
                description =
                        "The program and its arguments. It has worked when it ends with 0, and verify then does too.",
                examples = "[\"/usr/local/bin/drain\", \"--wait\"]")
        @NotNull
        @Size(min = 1, max = 100)
        List<@NotNull @Size(max = 4096) String> argv,

        @Schema(
                description =
                        "A program that only looks, and ends with 0 when there is nothing to do. It is run by dry runs too.",
                examples = "[\"test\", \"-e\", \"/run/drained\"]")
        @Nullable
        @Size(min = 1, max = 100)
        List<@NotNull @Size(max = 4096) String> verify,

        @Schema(
                description =
                        "A program that takes it back; it has to do no harm where argv has not run. Without it a BEFORE step that was done is left for a person when the promotion is put back.",
                examples = "[\"/usr/local/bin/undrain\"]")
        @Nullable
        @Size(min = 1, max = 100)
        List<@NotNull @Size(max = 4096) String> undo,

        @Schema(description = "The user to run them as, through sudo. Default: the login user.", examples = "shop")
        @Nullable
        @Pattern(regexp = "[a-z_][a-z0-9_-]{0,31}")
        String user)
        implements CutOverStep {
    private static final String PROGRAM = "[A-Za-z0-9_./+][A-Za-z0-9_./+@:-]*";

    public SshCommandStep {
        CutOverStep.requireShort(phase, timeoutSeconds);
        refuseNoProgram("argv", argv);
        refuseNoProgram("verify", verify);
        refuseNoProgram("undo", undo);
    }

    private static void refuseNoProgram(String field, @Nullable List<String> words) {
        if (words != null
                && !words.isEmpty()
                && (words.getFirst() == null || !words.getFirst().matches(PROGRAM))) {
            throw new IllegalArgumentException(
                    "the first word of %s must be a program: letters, digits and _ . / + @ : -".formatted(field));
        }
    }

    @Override
    public String inWords() {
        return "run " + String.join(" ", argv);
    }
}
