package io.understudy.credential;

import io.understudy.problem.FieldProblem;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.secret.Secret;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// The body of `POST /credentials`.
@Schema(
        description =
                "A credential to make: a private key with its passphrase, a password, or a value, as the kind wants.")
public record CreateCredentialRequest(
        @Schema(description = "Unique name: a letter, then letters, digits and hyphens.", examples = "deploy-key")
        @NotNull
        @Pattern(regexp = NAME, message = NAME_RULE)
        String name,

        @Schema(description = "What it is for.", examples = "SSH_PRIVATE_KEY") @NotNull
        CredentialKind kind,

        @Schema(
                description = "Of SSH_PRIVATE_KEY: an Ed25519, ECDSA or RSA key in OpenSSH or PEM form.",
                examples = "-----BEGIN OPENSSH PRIVATE KEY-----\n...",
                writeOnly = true)
        @Size(min = 1, max = 16_384)
        @Nullable
        String privateKey,

        @Schema(
                description = "Of SSH_PRIVATE_KEY, when the key is encrypted: what opens it.",
                examples = "correct horse battery staple",
                writeOnly = true)
        @Size(min = 1, max = 1024)
        @Nullable
        String passphrase,

        @Schema(
                description = "Of SSH_PASSWORD and SUDO_PASSWORD: the password, on one line.",
                examples = "correct horse battery staple",
                writeOnly = true)
        @Size(min = 1, max = 1024)
        @Pattern(regexp = ONE_LINE, message = ONE_LINE_RULE)
        @Nullable
        String password,

        @Schema(
                description = "Of SECRET_VALUE: the value, on one line.",
                examples = "postgres://shop:correct-horse@10.0.0.8/shop",
                writeOnly = true)
        @Size(min = 1, max = 4096)
        @Pattern(regexp = ONE_LINE, message = ONE_LINE_RULE)
        @Nullable
        String value) {
    static final String NAME = "[a-z][a-z0-9-]{0,62}";
    private static final String ONE_LINE = "[^\\x00-\\x1f\\x7f]*";
    private static final String ONE_LINE_RULE = "must not hold control characters";
    static final String NAME_RULE = "must be a lower-case letter, then up to 62 of a-z, 0-9 and -";

    /// The secret of the kind.
    ///
    /// @throws ProblemException VALIDATION_FAILED when it is missing, or when another kind's is there
    Secret secret() {
        boolean key = kind == CredentialKind.SSH_PRIVATE_KEY;
        boolean plain = kind == CredentialKind.SECRET_VALUE;
        List<FieldProblem> faults = new ArrayList<>();
        check(faults, "/privateKey", privateKey, key);
        check(faults, "/password", password, !key && !plain);
        check(faults, "/value", value, plain);
        if (!key && passphrase != null) {
            faults.add(fault("/passphrase", "is not part of " + kind));
        }
        if (!faults.isEmpty()) {
            throw ProblemException.ofFields(faults);
        }
        return new Secret(Objects.requireNonNull(key ? privateKey : plain ? value : password));
    }

    Optional<Secret> passphraseSecret() {
        return Optional.ofNullable(passphrase).map(Secret::new);
    }

    private void check(List<FieldProblem> faults, String pointer, @Nullable String value, boolean wanted) {
        if (wanted && value == null) {
            faults.add(fault(pointer, "is needed for " + kind));
        }
        if (!wanted && value != null) {
            faults.add(fault(pointer, "is not part of " + kind));
        }
    }

    private static FieldProblem fault(String pointer, String message) {
        return new FieldProblem(pointer, ProblemType.VALIDATION_FAILED.code(), message);
    }

    @Override
    public String toString() {
        return "CreateCredentialRequest[name=%s, kind=%s, hidden]".formatted(name, kind);
    }
}
