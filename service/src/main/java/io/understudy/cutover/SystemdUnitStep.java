package io.understudy.cutover;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        description =
                "SYSTEMD_UNIT: a unit is stopped or started. It has worked when the unit is inactive or active, and stays so.")
public record SystemdUnitStep(
        @Schema(
                description = "Label, unique in the list: a lower-case letter, then up to 39 of a-z, 0-9 and -.",
                examples = "stop-puma")
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

        @Schema(description = "Id of the host that it works on.", examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d")
        @NotNull
        String hostId,

        @Schema(description = "The unit's whole name.", examples = "puma.service")
        @NotNull
        @Pattern(
                regexp = "[A-Za-z0-9_][A-Za-z0-9:_.@\\\\-]{0,200}\\.(service|socket|target|timer|path)",
                message = "must be the whole name of a service, socket, target, timer or path")
        String unit,

        @Schema(description = "What becomes of it.", examples = "STOP") @NotNull
        UnitAction action)
        implements CutOverStep {
    /// The same unit on the same host, the other way round.
    boolean isOppositeOf(CutOverStep other) {
        return other instanceof SystemdUnitStep step
                && step.hostId.equals(hostId)
                && step.unit.equals(unit)
                && step.action != action;
    }

    @Override
    public String inWords() {
        return "%s %s".formatted(action.name().toLowerCase(Locale.ROOT), unit);
    }
}
