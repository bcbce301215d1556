package io.understudy.cutover;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        description =
                "PGBOUNCER: one database of a pgbouncer is paused, pointed to the new primary, or resumed, through its admin console on its host's socket. Clients stay connected and wait meanwhile. It has worked when the console says so.")
public record PgbouncerStep(
        @Schema(
                description = "Label, unique in the list: a lower-case letter, then up to 39 of a-z, 0-9 and -.",
                examples = "pause-shop")
        @NotNull
        @Pattern(regexp = NAME, message = NAME_RULE)
        String name,

        @Schema(
                description = "When it is done: PAUSE is a BEFORE step, the others are AFTER steps.",
                examples = "BEFORE")
        @NotNull
        CutOverPhase phase,

        @Schema(
                description =
                        "How long it may take, in seconds; longer, and it has failed. PAUSE waits for the transactions that are under way: 45 at most.",
                examples = "30")
        @NotNull
        @Min(1)
        @Max(3600)
        Integer timeoutSeconds,

        @Schema(
                description = "Id of the host that pgbouncer runs on.",
                examples = "0193a1e2-7f0c-7cc1-8d5e-0d5f2a4b6c7d")
        @NotNull
        String hostId,

        @Schema(description = "What becomes of the database.", examples = "PAUSE") @NotNull
        PgbouncerAction action,

        @Schema(description = "The database, as the section `[databases]` names it.", examples = "shop")
        @NotNull
        @Pattern(regexp = "[A-Za-z0-9_][A-Za-z0-9_.$-]{0,62}", message = "must be up to 63 letters, digits and _ . $ -")
        String database,

        @Schema(description = "Port of pgbouncer. Default: 6432.", examples = "6432") @Nullable @Min(1) @Max(65_535)
        Integer port,

        @Schema(
                description =
                        "REPOINT: the file that holds the section `[databases]`. Default: /etc/pgbouncer/pgbouncer.ini.",
                examples = "/etc/pgbouncer/pgbouncer.ini")
        @Nullable
        @Size(max = 200)
        @Pattern(
                regexp = "(/(?!\\.{1,2}(/|$))[A-Za-z0-9_.@+=-]+)+",
                message = "must be an absolute path of plain characters, without . and ..")
        String configFile)
        implements CutOverStep {
    private static final int PORT = 6432;
    private static final String CONFIG_FILE = "/etc/pgbouncer/pgbouncer.ini";

    public PgbouncerStep {
        if (action != null && phase != null && (action == PgbouncerAction.PAUSE) != (phase == CutOverPhase.BEFORE)) {
            throw new IllegalArgumentException("PAUSE is a BEFORE step, REPOINT and RESUME are AFTER steps");
        }
        CutOverStep.requireShort(phase, timeoutSeconds);
    }

    @Schema(
            description =
                    "PAUSE: its clients wait from now on; a later step of the list has to resume it. REPOINT: host and port of its entry become the new primary's, and pgbouncer reloads. RESUME: its clients go on.")
    public enum PgbouncerAction {
        PAUSE,
        REPOINT,
        RESUME
    }

    int consolePort() {
        return Objects.requireNonNullElse(port, PORT);
    }

    String file() {
        return Objects.requireNonNullElse(configFile, CONFIG_FILE);
    }

    boolean isPausedBy(CutOverStep other) {
        return isOf(PgbouncerAction.PAUSE, other);
    }

    boolean isResumedBy(CutOverStep other) {
        return isOf(PgbouncerAction.RESUME, other);
    }

    private boolean isOf(PgbouncerAction turned, CutOverStep other) {
        return other instanceof PgbouncerStep step
                && step.action == turned
                && step.hostId.equals(hostId)
                && step.database.equals(database)
                && step.consolePort() == consolePort();
    }

    @Override
    public String inWords() {
        return switch (action) {
            case PAUSE -> "pause %s in pgbouncer".formatted(database);
            case REPOINT -> "point %s in pgbouncer to the new primary".formatted(database);
            case RESUME -> "resume %s in pgbouncer".formatted(database);
        };
    }
}
