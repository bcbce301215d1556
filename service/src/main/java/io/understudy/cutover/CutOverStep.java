package io.understudy.cutover;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.eclipse.microprofile.openapi.annotations.media.DiscriminatorMapping;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// One thing to be done to the application around a promotion: both the wire form and what is stored. It holds no
/// secret, only the id of a credential that does.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = CutOverStep.TYPE)
@JsonSubTypes({
    @JsonSubTypes.Type(value = SystemdUnitStep.class, name = CutOverStep.SYSTEMD_UNIT),
    @JsonSubTypes.Type(value = EnvFileStep.class, name = CutOverStep.ENV_FILE),
    @JsonSubTypes.Type(value = HbaEntryStep.class, name = CutOverStep.HBA_ENTRY),
    @JsonSubTypes.Type(value = SshCommandStep.class, name = CutOverStep.SSH_COMMAND),
    @JsonSubTypes.Type(value = DnsUpdateStep.class, name = CutOverStep.DNS_UPDATE),
    @JsonSubTypes.Type(value = HttpCallStep.class, name = CutOverStep.HTTP_CALL),
    @JsonSubTypes.Type(value = PgbouncerStep.class, name = CutOverStep.PGBOUNCER)
})
@Schema(
        description = "One thing to be done to the application around a promotion. Its type says what else it has.",
        oneOf = {
            SystemdUnitStep.class,
            EnvFileStep.class,
            HbaEntryStep.class,
            SshCommandStep.class,
            DnsUpdateStep.class,
            HttpCallStep.class,
            PgbouncerStep.class
        },
        discriminatorProperty = CutOverStep.TYPE,
        discriminatorMapping = {
            @DiscriminatorMapping(value = CutOverStep.SYSTEMD_UNIT, schema = SystemdUnitStep.class),
            @DiscriminatorMapping(value = CutOverStep.ENV_FILE, schema = EnvFileStep.class),
            @DiscriminatorMapping(value = CutOverStep.HBA_ENTRY, schema = HbaEntryStep.class),
            @DiscriminatorMapping(value = CutOverStep.SSH_COMMAND, schema = SshCommandStep.class),
            @DiscriminatorMapping(value = CutOverStep.DNS_UPDATE, schema = DnsUpdateStep.class),
            @DiscriminatorMapping(value = CutOverStep.HTTP_CALL, schema = HttpCallStep.class),
            @DiscriminatorMapping(value = CutOverStep.PGBOUNCER, schema = PgbouncerStep.class)
        })
public sealed interface CutOverStep
        permits SystemdUnitStep, EnvFileStep, HbaEntryStep, SshCommandStep, DnsUpdateStep, HttpCallStep, PgbouncerStep {
    String TYPE = "type";
    String SYSTEMD_UNIT = "SYSTEMD_UNIT";
    String ENV_FILE = "ENV_FILE";
    String HBA_ENTRY = "HBA_ENTRY";
    String SSH_COMMAND = "SSH_COMMAND";
    String DNS_UPDATE = "DNS_UPDATE";
    String HTTP_CALL = "HTTP_CALL";
    String PGBOUNCER = "PGBOUNCER";

    int MOST_BEFORE_SECONDS = 45;
    String NAME = "[a-z][a-z0-9-]{0,39}";
    String NAME_RULE = "must be a lower-case letter, then up to 39 of a-z, 0-9 and -";

    /// The operator's label, unique in the list.
    String name();

    CutOverPhase phase();

    /// How long it may take; longer, and it has failed.
    Integer timeoutSeconds();

    /// The registered host that it works on, where the request names one.
    default @Nullable String hostId() {
        return null;
    }

    /// The `SECRET_VALUE` credential that it takes a secret from.
    default @Nullable String credentialId() {
        return null;
    }

    /// A program that goes on when the service dies holds its host's fence, and whoever takes over waits 60 s for
    /// that before it gives up: one that has to be taken back must have ended by then.
    ///
    /// @throws IllegalArgumentException for a BEFORE step that may take longer
    static void requireShort(@Nullable CutOverPhase phase, @Nullable Integer timeoutSeconds) {
        if (phase == CutOverPhase.BEFORE && timeoutSeconds != null && timeoutSeconds > MOST_BEFORE_SECONDS) {
            throw new IllegalArgumentException(
                    "a BEFORE step of this kind may take %d s at most".formatted(MOST_BEFORE_SECONDS));
        }
    }

    /// What it does, in a few words and without a secret, such as `stop puma.service`.
    String inWords();
}
