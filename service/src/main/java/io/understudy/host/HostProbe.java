package io.understudy.host;

import io.understudy.problem.ProblemException;
import io.understudy.ssh.SshSession;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Looks at a host without touching it, in a handful of commands that run side by side.
final class HostProbe {
    /// What the steps of this service run as root on every host; see `docs/how-to/give-sudo-rights.md`.
    private static final List<String> AS_ROOT =
            List.of("dd", "du", "find", "install", "mv", "rm", "rmdir", "systemctl", "systemd-run", "tail", "test");

    /// What they run as root and as postgres where PostgreSQL is installed.
    private static final List<String> AS_ROOT_WITH_POSTGRES = List.of("pg_createcluster");

    private static final List<String> AS_POSTGRES = List.of("psql", "pg_ctl");

    private final SshSession ssh;
    private final ExecutorService tasks;
    private final Unknowns unknowns = new Unknowns();

    private HostProbe(SshSession ssh, ExecutorService tasks) {
        this.ssh = ssh;
        this.tasks = tasks;
    }

    /// What sudo denies is no failure, but absent and explained.
    ///
    /// @throws ProblemException `HOST_UNREACHABLE` and what else keeps every command from running
    static HostFacts probe(SshSession ssh) {
        try (ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor()) {
            return new HostProbe(ssh, tasks).look();
        }
    }

    private HostFacts look() {
        ClockFacts clock =
                unknowns.found("/clockOffsetMillis", ClockFacts.read(ssh), "date tells no parts of a second");
        Future<SudoFacts> withoutPostgres = sudo("root", AS_ROOT);
        HostSurvey survey = HostSurvey.take(ssh);
        Future<SudoFacts> root = sudo("root", survey.installations().isEmpty() ? List.of() : AS_ROOT_WITH_POSTGRES);
        Future<SudoFacts> postgres = sudo("postgres", programsOfPostgres(survey));
        List<Future<InstanceFacts>> instances = instances(survey);
        SudoFacts sudo = await(withoutPostgres).and(await(root)).and(await(postgres));
        List<InstanceFacts> looked = instances.stream().map(HostProbe::await).toList();
        survey.unreadable().forEach(file -> unknowns.add("/instances", ssh.user() + " may not read " + file));
        return new HostFacts(
                operatingSystem(survey),
                sudo,
                clock == null ? null : clock.offsetMillis(),
                clock == null ? null : clock.uncertaintyMillis(),
                unknowns.found("/defaultDisk", HostSurvey.disk(survey.values().getOrDefault("disk", "")), "df failed"),
                survey.installations(),
                looked,
                unknowns.facts());
    }

    private List<Future<InstanceFacts>> instances(HostSurvey survey) {
        survey.instances().stream()
                .filter(instance -> !instance.isComplete())
                .forEach(instance -> unknowns.add(
                        "/instances", instance.configDirectory() + "/postgresql.conf names no data_directory"));
        List<ConfiguredInstance> complete = survey.instances().stream()
                .filter(ConfiguredInstance::isComplete)
                .toList();
        return IntStream.range(0, complete.size())
                .mapToObj(number -> tasks.submit(() -> instance(survey, complete.get(number), "/instances/" + number)))
                .toList();
    }

    private InstanceFacts instance(HostSurvey survey, ConfiguredInstance configured, String pointer) {
        String bin = unknowns.found(
                pointer + "/binDirectory",
                survey.binDirectory(configured.major()),
                "the programs of PostgreSQL " + configured.major() + " are not installed");
        return new InstanceProbe(ssh, tasks, unknowns, pointer).look(configured, bin);
    }

    private Future<SudoFacts> sudo(String user, List<String> programs) {
        return tasks.submit(() -> SudoFacts.of(ssh.user(), user, programs, ssh.sudoRights(user, programs)));
    }

    private static List<String> programsOfPostgres(HostSurvey survey) {
        return survey.installations().stream()
                .flatMap(installation ->
                        AS_POSTGRES.stream().map(program -> installation.binDirectory() + "/" + program))
                .toList();
    }

    private static OperatingSystem operatingSystem(HostSurvey survey) {
        String glibc = survey.value("glibc");
        return new OperatingSystem(
                survey.value("id"),
                survey.value("version"),
                survey.value("name"),
                survey.value("kernel"),
                survey.value("architecture"),
                glibc == null ? null : glibc.replaceFirst("glibc ", ""));
    }

    static <T extends @Nullable Object> T await(Future<T> task) {
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while probing", e);
        }
    }
}
