package io.understudy.cutover;

import io.understudy.credential.Credential;
import io.understudy.credential.CredentialKind;
import io.understudy.credential.CredentialStore;
import io.understudy.host.HostSessions;
import io.understudy.host.HostStore;
import io.understudy.outbound.HttpCaller;
import io.understudy.problem.FieldProblem;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.secret.Secret;
import io.understudy.ssh.RemoteCommand;
import io.understudy.ssh.SshSession;
import io.understudy.step.OtherHost;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Holds lists of cut-over steps against what is registered, and makes work of them.
@ApplicationScoped
public class CutOvers {
    private final CutOverStore store;
    private final HostStore hosts;
    private final HostSessions sessions;
    private final CredentialStore credentials;
    private final HttpCaller http;

    CutOvers(CutOverStore store, HostStore hosts, HostSessions sessions, CredentialStore credentials, HttpCaller http) {
        this.store = store;
        this.hosts = hosts;
        this.sessions = sessions;
        this.credentials = credentials;
        this.http = http;
    }

    /// The list that a request brings, else the one that the cluster keeps.
    ///
    /// @param pointer to the request's list
    /// @param own absent when the request brings none
    /// @throws ProblemException `VALIDATION_FAILED`
    public List<CutOverStep> list(String clusterId, String pointer, @Nullable List<CutOverStep> own) {
        if (own == null) {
            return store.get(clusterId).steps();
        }
        refuseUnfit(pointer, own);
        return own;
    }

    /// @throws ProblemException `VALIDATION_FAILED` when two have one name, what one names is not there, or what one
    /// pauses stays so
    void refuseUnfit(String pointer, List<CutOverStep> steps) {
        List<FieldProblem> faults = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < steps.size(); i++) {
            CutOverStep step = steps.get(i);
            String at = "%s/%d".formatted(pointer, i);
            if (!names.add(step.name())) {
                faults.add(fault(at + "/name", "another step of the list has this name"));
            }
            String host = step.hostId();
            if (host != null && !hosts.exists(host)) {
                faults.add(fault(at + "/hostId", "there is no host of this id"));
            }
            if (step instanceof PgbouncerStep pool
                    && pool.action() == PgbouncerStep.PgbouncerAction.PAUSE
                    && steps.stream().skip(i).noneMatch(pool::isResumedBy)) {
                faults.add(fault(at + "/action", "no later step of the list resumes it"));
            }
            String credential = step.credentialId();
            if (credential != null && !isValue(credential)) {
                faults.add(fault(at + "/credentialId", "must be the id of a SECRET_VALUE credential"));
            }
        }
        if (!faults.isEmpty()) {
            throw ProblemException.ofFields(faults);
        }
    }

    private static FieldProblem fault(String pointer, String message) {
        return new FieldProblem(pointer, ProblemType.VALIDATION_FAILED.code(), message);
    }

    private boolean isValue(String credentialId) {
        return credentials
                .find(credentialId)
                .map(Credential::kind)
                .filter(CredentialKind.SECRET_VALUE::equals)
                .isPresent();
    }

    /// Those whose host cannot be logged in to now; all hosts are tried side by side.
    public List<CutOverStep> unreachable(List<CutOverStep> steps) {
        Map<String, Future<Boolean>> asked = new HashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (CutOverStep step : steps) {
                String host = step.hostId();
                if (host != null) {
                    asked.computeIfAbsent(host, id -> threads.submit(() -> answers(id)));
                }
            }
        }
        Set<String> silent = asked.entrySet().stream()
                .filter(answer -> !answer.getValue().resultNow())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        return steps.stream()
                .filter(step -> step.hostId() != null && silent.contains(step.hostId()))
                .toList();
    }

    private boolean answers(String hostId) {
        try (SshSession session = sessions.open(hostId)) {
            session.output(RemoteCommand.of("true"));
            return true;
        } catch (ProblemException _) {
            return false;
        }
    }

    /// @param label of the promotion: the same however often it is taken up, and no other's
    public CutOver of(List<CutOverStep> steps, Candidate candidate, String label) {
        List<CutOverWork<?, ?>> works = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            works.add(work(steps.get(i), steps.subList(0, i), candidate, label));
        }
        return new CutOver(works);
    }

    /// The hosts that the steps are done on, the candidate's among them, by their ids.
    ///
    /// @param owned makes a session one of the job's
    public Map<String, OtherHost> hosts(List<CutOverStep> steps, Candidate candidate, UnaryOperator<SshSession> owned) {
        Map<String, OtherHost> found = new HashMap<>();
        Stream<String> ids = steps.stream().flatMap(step -> Stream.ofNullable(step.hostId()));
        for (String id :
                Stream.concat(Stream.of(candidate.hostId()), ids).distinct().toList()) {
            if (hosts.exists(id)) {
                found.put(id, OtherHost.of(hosts.get(id).name(), owned.apply(sessions.later(id))));
            }
        }
        return found;
    }

    private CutOverWork<?, ?> work(CutOverStep step, List<CutOverStep> before, Candidate candidate, String label) {
        return switch (step) {
            case SystemdUnitStep unit -> new EnsureUnit(unit, before.stream().anyMatch(unit::isOppositeOf));
            case EnvFileStep file -> new EnsureEnvKey(file, () -> secret(file.credentialId()));
            case HbaEntryStep entry -> EnsureClientAdmitted.to(candidate, entry);
            case SshCommandStep command -> new EnsureCommandRun(command);
            case DnsUpdateStep update -> new EnsureDnsRecords(update, () -> secret(update.credentialId()));
            case HttpCallStep call ->
                new EnsureHttpCalled(
                        call,
                        http,
                        () -> Optional.ofNullable(call.credentialId()).map(this::secret),
                        label);
            case PgbouncerStep pool ->
                switch (pool.action()) {
                    case PAUSE -> new EnsurePoolPaused(pool);
                    case REPOINT -> new EnsurePoolPointed(pool);
                    case RESUME -> new EnsurePoolResumed(pool, before.stream().anyMatch(pool::isPausedBy));
                };
        };
    }

    /// Read when it is needed: a credential that was removed must not keep the other steps from being taken back.
    private Secret secret(String credentialId) {
        if (!isValue(credentialId)) {
            throw new ProblemException(
                    ProblemType.NOT_FOUND, "There is no SECRET_VALUE credential %s any more.".formatted(credentialId));
        }
        return credentials.secret(credentialId);
    }
}
