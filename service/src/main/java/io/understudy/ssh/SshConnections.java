package io.understudy.ssh;

import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/// Keeps one connection for each login, opens it again when it is dead, and closes it when it is not used.
@ApplicationScoped
public class SshConnections implements AutoCloseable {
    private static final Duration IDLE_LIMIT = Duration.ofMinutes(10);

    private final SshConnector connector = new SshConnector();
    private final ConcurrentMap<SshLogin, FutureTask<SshConnection>> connections = new ConcurrentHashMap<>();

    /// A session with the host. The connection behind it is made now if there is none, and made again whenever
    /// it is found dead.
    ///
    /// @throws ProblemException `HOST_UNREACHABLE`, `HOST_KEY_UNKNOWN`, `HOST_KEY_CHANGED`,
    /// `SSH_AUTHENTICATION_REFUSED`
    public SshSession open(SshLogin login) {
        closeIdle();
        live(login);
        return new SshSession(this, login);
    }

    /// The same without connecting: the first command does, and fails as [#open] would.
    public SshSession later(SshLogin login) {
        return new SshSession(this, login);
    }

    /// The keys that a host shows now, one of each type it has. No login is tried.
    ///
    /// @param address see [HostAddress]
    /// @throws ProblemException `HOST_UNREACHABLE`
    public List<HostKey> scan(String address, int port) {
        List<FutureTask<HostKeyCheck>> looks = HostKey.TYPES.stream()
                .map(type -> started(() -> connector.look(address, port, type)))
                .toList();
        List<HostKey> keys = looks.stream()
                .map(SshConnections::outcome)
                .flatMap(look -> look.shown().stream())
                .toList();
        if (keys.isEmpty()) {
            throw SshConnector.noSsh(address, port);
        }
        return keys;
    }

    /// Closes what is connected to a host, because it was removed or is no longer trusted. Commands under way
    /// are let go of.
    public void forget(String hostId) {
        connections.forEach((login, attempt) -> {
            if (login.hostId().equals(hostId)
                    && connections.remove(login, attempt)
                    && attempt.state() == Future.State.SUCCESS) {
                attempt.resultNow().close();
            }
        });
    }

    /// A connection that is alive as far as we know. Those who ask while one is being made wait for that one,
    /// and share its failure.
    SshConnection live(SshLogin login) {
        FutureTask<SshConnection> attempt = connections.compute(
                login,
                (_, old) ->
                        old != null && usable(old) ? old : started(() -> new SshConnection(connector.login(login))));
        return outcome(attempt);
    }

    @Override
    @PreDestroy
    public void close() {
        connector.close();
    }

    private void closeIdle() {
        connections.forEach((login, attempt) -> {
            if (attempt.state() == Future.State.SUCCESS
                    && attempt.resultNow().isIdleFor(IDLE_LIMIT)
                    && connections.remove(login, attempt)) {
                attempt.resultNow().retire();
            }
        });
    }

    private static boolean usable(FutureTask<SshConnection> attempt) {
        return switch (attempt.state()) {
            case RUNNING -> true;
            case SUCCESS -> attempt.resultNow().isUsable();
            case FAILED, CANCELLED -> false;
        };
    }

    /// On a thread of its own, so that a caller who gives up does not take the others' attempt along.
    private static <T> FutureTask<T> started(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.startVirtualThread(task);
        return task;
    }

    private static <T> T outcome(FutureTask<T> task) {
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ProblemException problem) {
                ProblemException own = new ProblemException(problem.type(), problem.detail(), problem);
                problem.extensions().forEach(own::with);
                throw own;
            }
            throw new IllegalStateException("connecting failed in an unforeseen way", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(ProblemType.HOST_UNREACHABLE, "Interrupted while connecting");
        }
    }
}
