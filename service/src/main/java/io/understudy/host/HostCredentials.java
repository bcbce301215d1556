package io.understudy.host;

import io.understudy.credential.Credential;
import io.understudy.credential.CredentialKind;
import io.understudy.credential.CredentialStore;
import io.understudy.problem.FieldProblem;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Checks that a host's credentials exist and are of the right kind.
@ApplicationScoped
class HostCredentials {
    private final CredentialStore credentials;

    HostCredentials(CredentialStore credentials) {
        this.credentials = credentials;
    }

    /// The same settings.
    ///
    /// @throws ProblemException VALIDATION_FAILED
    HostSettings checked(HostSettings settings) {
        List<FieldProblem> faults = new ArrayList<>();
        check(
                faults,
                "/credentialId",
                settings.credentialId(),
                CredentialKind::logsIn,
                "must be the id of an SSH_PRIVATE_KEY or SSH_PASSWORD credential");
        check(
                faults,
                "/sudoCredentialId",
                settings.sudoCredentialId(),
                CredentialKind.SUDO_PASSWORD::equals,
                "must be the id of a SUDO_PASSWORD credential");
        if (!faults.isEmpty()) {
            throw ProblemException.ofFields(faults);
        }
        return settings;
    }

    private void check(
            List<FieldProblem> faults,
            String pointer,
            @Nullable String id,
            Predicate<CredentialKind> fits,
            String rule) {
        if (id != null
                && credentials.find(id).map(Credential::kind).filter(fits).isEmpty()) {
            faults.add(new FieldProblem(pointer, ProblemType.VALIDATION_FAILED.code(), rule));
        }
    }
}
