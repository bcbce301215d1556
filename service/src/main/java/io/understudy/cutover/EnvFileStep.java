package io.understudy.cutover;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        description =
                "ENV_FILE: one key of an env file gets another value. Owner, mode and all other lines stay, the file is replaced in one go, and the old one is kept beside it. It has worked when the key reads so.")
public record EnvFileStep(
        @Schema(
                description = "Label, unique in the list: a lower-case letter, then up to 39 of a-z, 0-9 and -.",
                examples = "point-puma")
        @NotNull
        @Pattern(regexp = NAME, message = NAME_RULE)
        String name,

        @Schema(description = "When it is done.", examples = "AFTER") @NotNull
        CutOverPhase phase,

        @Schema(description = "How long it may take, in seconds; longer, and it has failed.", examples = "30")
        @NotNull
        @Min(1)
        @Max(3600)
        Integer timeoutSeconds,

        @Schema(description = "Id of the host that it works on.", examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d")
        @NotNull
        String hostId,

        @Schema(
                description = "Absolute path of the file, not of a symbolic link to it.",
                examples = "/etc/default/puma")
        @NotNull
        @Size(max = 200)
        @Pattern(
                regexp = "(/(?!\\.{1,2}(/|$))[A-Za-z0-9_.@+=-]+)+",
                message = "must be an absolute path of plain characters, without . and ..")
        String path,

        @Schema(description = "The key, which the file has to have already.", examples = "DATABASE_URL")
        @NotNull
        @Pattern(
                regexp = "[A-Za-z_][A-Za-z0-9_]{0,127}",
                message = "must be a letter or _, then up to 127 letters, digits and _")
        String key,

        @Schema(
                description =
                        "Id of the SECRET_VALUE credential that holds the value: it may have a password in it, and is shown nowhere.",
                examples = "0193a1e2-8a1b-7e55-9c3f-2f6d1a7b9e01")
        @NotNull
        String credentialId)
        implements CutOverStep {
    @Override
    public String inWords() {
        return "set %s in %s".formatted(key, path);
    }
}
